"use client";

import { useRouter } from "next/navigation";
import { useActionState, useEffect } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import type { FormAction } from "#lib/form-state";

/** Tells a person that signing in here has signed them out elsewhere, until they have read it. */
export function DisplacedNotice({
  browsers,
  read,
}: {
  readonly browsers: string;
  readonly read: FormAction<void>;
}) {
  const router = useRouter();
  const [state, submit, isPending] = useActionState(read, { status: "idle" });
  useEffect(() => {
    if (state.status === "done") router.refresh();
  }, [state, router]);

  return (
    <Notice
      tone="warning"
      title="You were signed in in too many places, so the oldest was signed out."
      className="mb-3"
    >
      <form action={submit} className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span>
          It was in: {browsers}. If that was not you, look at{" "}
          <TextLink href="/me" className="underline">
            where you are signed in
          </TextLink>
          .
        </span>
        <Button type="submit" disabled={isPending}>
          I have read this
        </Button>
      </form>
    </Notice>
  );
}
