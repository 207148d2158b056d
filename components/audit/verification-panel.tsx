"use client";

import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { useActionState } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { localTime } from "#lib/audit/event-text";
import { sentenceOf } from "#lib/audit/verdict";
import type { VerificationView } from "#lib/audit/view";
import { cn } from "#lib/cn";
import type { FormAction } from "#lib/form-state";

/** What the last walk over the chain showed, and the button that walks it now. */
export function VerificationPanel({
  last,
  timeZone,
  action,
}: {
  readonly last: VerificationView | undefined;
  readonly timeZone: string;
  readonly action: FormAction<VerificationView>;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" });
  const shown = state.status === "done" ? state.view : last;
  const hasFailed = state.status !== "done" && state.status !== "idle";

  return (
    <section aria-label="Chain verification" className="mb-3">
      <div
        className={cn(
          "flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border px-3 py-2",
          shown === undefined && "border-line bg-sunken",
          shown && (shown.damage ? "border-critical bg-critical-bg" : "border-line bg-ok-bg"),
        )}
      >
        <output className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5">
          <Verdict verification={shown} timeZone={timeZone} />
        </output>
        <form action={submit} className="print:hidden">
          <Button type="submit" look="primary" disabled={isPending} focusableWhenDisabled>
            {isPending ? "Verifying" : "Verify now"}
          </Button>
        </form>
      </div>
      {hasFailed ? (
        <Notice tone="critical" title="The chain could not be verified" live className="mt-2">
          Try again in a moment. Reference {state.requestId}
        </Notice>
      ) : null}
    </section>
  );
}

function Verdict({
  verification,
  timeZone,
}: {
  readonly verification: VerificationView | undefined;
  readonly timeZone: string;
}) {
  if (!verification) {
    return (
      <>
        <ShieldQuestion aria-hidden className="size-4 text-ink-3" />
        <span className="text-ink-2">The chain has not been verified from here yet.</span>
      </>
    );
  }
  const { damage, position, head, at, by } = verification;
  const Icon = damage ? ShieldAlert : ShieldCheck;
  return (
    <>
      <span
        className={cn(
          "inline-flex items-center gap-1.5 font-semibold",
          damage ? "text-critical" : "text-ok",
        )}
      >
        <Icon aria-hidden className="size-4" /> {damage ? "Damaged" : "Verified"}
      </span>
      <span className="inline-block font-medium first-letter:uppercase">
        {sentenceOf(verification)}
      </span>
      <span className="tabular text-ink-2">
        Position {position.toLocaleString("en-US")}, head{" "}
        <code className="font-mono text-xs" title={head}>
          {head.slice(0, 16)}…
        </code>
      </span>
      <span className="tabular text-ink-2">
        {localTime(at, timeZone)} by {by}
      </span>
    </>
  );
}
