"use client";

import { ShieldAlert } from "lucide-react";
import { useRouter } from "next/navigation";
import { useActionState, useEffect, useState } from "react";
import { Button } from "#components/ui/button";
import { reasonWords } from "#lib/break-glass/rules";
import type { LiveGrantView } from "#lib/break-glass/view";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

const shown = (seconds: number) =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/**
 * Says on every page of the chart that it is open in an emergency, for how long, and ends that. When the
 * time is over the page asks the server, which shows the gate again: the database closed the chart by itself.
 */
export function GrantBar<View>({
  grant,
  action,
}: {
  readonly grant: LiveGrantView;
  readonly action: FormAction<View>;
}) {
  const router = useRouter();
  const [state, end, isPending] = useActionState(action, { status: "idle" });
  const [seconds, setSeconds] = useState(grant.secondsLeft);

  useEffect(() => {
    const deadline = Date.now() + grant.secondsLeft * 1000;
    let isOver = false;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
      setSeconds(left);
      if (left > 0 || isOver) return;
      isOver = true;
      router.refresh();
    }, 1000);
    return () => clearInterval(timer);
  }, [grant.secondsLeft, router]);

  return (
    <div
      data-break-glass=""
      className="-mx-4 -mb-1.5 flex min-h-8 basis-[calc(100%+2rem)] flex-wrap items-center gap-x-3 gap-y-1 border-restricted border-t bg-restricted-bg px-4 py-1 text-restricted"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0" />
      <p className="font-medium">
        Emergency access, read only
        <span className="font-normal text-ink-2"> · {reasonWords[grant.reasonCode]}</span>
      </p>
      <p
        role="timer"
        aria-label="Time left"
        className="tabular rounded-chip px-1.5 font-semibold ring-1 ring-current ring-inset"
      >
        {shown(seconds)} left
      </p>
      <form action={end} className="ml-auto flex items-center gap-2 print:hidden">
        <input type="hidden" name="grantId" value={grant.grantId} />
        {state.status === "refused" ? <span role="alert">{glassWords(state.code)}</span> : null}
        <Button type="submit" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Ending…" : "End now"}
        </Button>
      </form>
    </div>
  );
}
