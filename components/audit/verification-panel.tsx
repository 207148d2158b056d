"use client";

import { ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { useActionState } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import { localTime } from "#lib/audit/event-text";
import { sentenceOf } from "#lib/audit/verdict";
import type { ChainStandingView, VerificationView } from "#lib/checkpoints/view";
import { ago, span, trouble } from "#lib/checkpoints/words";
import { cn } from "#lib/cn";
import type { FormAction } from "#lib/form-state";

/** How the chain stands: what the last walk showed, how far it is signed and who has seen that, and the button that walks it now. */
export function VerificationPanel({
  standing,
  timeZone,
  action,
  isAlone = false,
}: {
  readonly standing: ChainStandingView;
  readonly timeZone: string;
  readonly action: FormAction<VerificationView>;
  /** Whether it stands on the page that it would otherwise lead to. */
  readonly isAlone?: boolean;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" });
  const shown = state.status === "done" ? state.view : standing.last;
  const hasFailed = state.status !== "done" && state.status !== "idle";
  const worry = shown?.damage ? undefined : trouble(standing);

  return (
    <section aria-label="Chain verification" className="mb-3">
      <div
        className={cn(
          "flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border px-3 py-2",
          shown === undefined && "border-line bg-sunken",
          shown && !shown.damage && (worry ? "border-line bg-warning-bg" : "border-line bg-ok-bg"),
          shown?.damage && "border-critical bg-critical-bg",
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
        <p className="flex w-full flex-wrap gap-x-3 gap-y-0.5 text-ink-2 text-xs">
          {worry ? <span className="font-medium text-warning">{worry}</span> : null}
          <Signed standing={standing} />
          {isAlone ? null : (
            <TextLink href="/admin/audit/verify" prefetch={false}>
              Checkpoints and bundle
            </TextLink>
          )}
        </p>
      </div>
      {hasFailed ? (
        <Notice tone="critical" title="The chain could not be verified" live className="mt-2">
          Try again in a moment. Reference {state.requestId}
        </Notice>
      ) : null}
    </section>
  );
}

function Signed({ standing }: { readonly standing: ChainStandingView }) {
  const { checkpoint, checkpointAge = 0, newest, newestAge, position, waiting } = standing;
  if (!checkpoint) return <span>No checkpoint has been signed yet.</span>;
  const { size, witness } = checkpoint;
  const behind = position - size;
  return (
    <>
      <span className="tabular">
        Signed up to {size.toLocaleString("en-US")}, {ago(checkpointAge)}
        {behind > 0 && waiting !== undefined
          ? `; ${behind.toLocaleString("en-US")} newer, for ${span(waiting)}`
          : ""}
      </span>
      {newest && newestAge !== undefined && !newest.isWhole ? (
        <span className="tabular">
          New events checked {ago(newestAge)} from {newest.from.toLocaleString("en-US")} to{" "}
          {newest.position.toLocaleString("en-US")}
        </span>
      ) : null}
      <span className="tabular">
        {witness
          ? `Seen by ${witness.name} up to ${witness.size.toLocaleString("en-US")}`
          : "No witness has seen it"}
      </span>
    </>
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
        <span className="text-ink-2">The chain has not been verified yet.</span>
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
