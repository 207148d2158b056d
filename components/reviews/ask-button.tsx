"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import { reviewWords } from "./refusal-words.ts";

/** When the list is looked at again, in seconds: each look is an event, and one that goes on would keep a session open. */
const again = [2, 5, 10, 20, 40];

/** Orders a review of the last seven days, and looks again while one is being made. */
export function AskButton({
  isAsked,
  action,
}: {
  readonly isAsked: boolean;
  readonly action: FormAction<{ reviewId: string }>;
}) {
  const router = useRouter();
  const toast = useToast();
  const { state, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "A review is being made", description: "The list shows it in a moment." }),
  );
  useEffect(() => {
    if (!isAsked) return;
    const looks = again.map((seconds) => setTimeout(() => router.refresh(), seconds * 1_000));
    return () => looks.forEach(clearTimeout);
  }, [isAsked, router]);

  return (
    <form onSubmit={onSubmit} className="flex flex-wrap items-center gap-2">
      <Outcome state={state} words={reviewWords} />
      <Button type="submit" look="primary" disabled={isPending || isAsked} focusableWhenDisabled>
        {isAsked ? "Being made…" : "Review the last 7 days"}
      </Button>
    </form>
  );
}
