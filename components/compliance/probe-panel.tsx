"use client";

import { LoaderCircle, ShieldAlert, ShieldCheck, ShieldQuestion } from "lucide-react";
import { useRouter } from "next/navigation";
import { useActionState, useEffect } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { cn } from "#lib/cn";
import type { ProbeView } from "#lib/compliance/view";
import { clinicDateTime } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { probeStanding, probeWords } from "./probe-words.ts";

const pollMillis = 2_000;

/** What the last isolation probe showed, and the button that asks for another. While one is under way the page looks again by itself. */
export function ProbePanel({
  probes,
  timeZone,
  action,
}: {
  readonly probes: readonly ProbeView[];
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  const router = useRouter();
  const [state, submit, isPending] = useActionState(action, { status: "idle" });
  const waiting = probes.find(({ finishedAt }) => finishedAt === null);
  const last = probes.find(({ finishedAt }) => finishedAt !== null);
  const isWaiting = waiting !== undefined;
  useEffect(() => {
    if (!isWaiting) return;
    const poll = setInterval(() => router.refresh(), pollMillis);
    return () => clearInterval(poll);
  }, [isWaiting, router]);
  const standing = probeStanding(last);

  return (
    <section aria-label="Isolation between clinics" className="mb-3">
      <div
        className={cn(
          "flex flex-wrap items-center gap-x-3 gap-y-1 rounded-card border px-3 py-2",
          standing === "never" && "border-line bg-sunken",
          standing === "held" && "border-line bg-ok-bg",
          standing === "old" && "border-line bg-warning-bg",
          standing === "broken" && "border-critical bg-critical-bg",
        )}
      >
        <output className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-0.5">
          <Verdict last={last} timeZone={timeZone} />
          {waiting === undefined ? null : (
            <span className="inline-flex items-center gap-1.5 text-ink-2">
              <LoaderCircle aria-hidden className="size-4 animate-spin" /> A probe is under way
            </span>
          )}
        </output>
        <form action={submit} className="print:hidden">
          <Button
            type="submit"
            look="primary"
            disabled={isPending || isWaiting}
            focusableWhenDisabled
          >
            {isWaiting ? "Probing…" : "Probe now"}
          </Button>
        </form>
      </div>
      {state.status === "done" || state.status === "idle" ? null : (
        <Notice tone="critical" title="The probe could not be asked for" live className="mt-2">
          Try again in a moment. Reference {state.requestId}
        </Notice>
      )}
      {last === undefined || standing !== "broken" ? null : <Findings last={last} />}
    </section>
  );
}

const looks = {
  never: [ShieldQuestion, "text-ink-2", "Not probed yet"],
  held: [ShieldCheck, "text-ok", "Isolation held"],
  old: [ShieldQuestion, "text-warning", "Isolation was not probed lately"],
  broken: [ShieldAlert, "text-critical", "Isolation does not hold"],
} as const;

function Verdict({
  last,
  timeZone,
}: {
  readonly last: ProbeView | undefined;
  readonly timeZone: string;
}) {
  const [Icon, color, words] = looks[probeStanding(last)];
  return (
    <>
      <span className={cn("inline-flex items-center gap-1.5 font-semibold", color)}>
        <Icon aria-hidden className="size-4" /> {words}
      </span>
      {last === undefined ? (
        <span className="text-ink-2">
          Each clinic is probed once a day, and when you ask for it.
        </span>
      ) : (
        <span className="tabular text-ink-2">
          {probeWords(last)} {clinicDateTime(last.finishedAt ?? "", timeZone)}
        </span>
      )}
    </>
  );
}

const differencesOf = ({ differences }: ProbeView): string =>
  `${differences.toLocaleString("en-US")} ${differences === 1 ? "difference" : "differences"}`;

/** What is wrong, by what there is: attempts that should have been refused, or a database that is not as declared. */
function titleOf(last: ProbeView): string {
  if (last.unexpected === 0) return "Nothing was reached, but the database is not as declared";
  return last.unexpected === 1
    ? "1 attempt did not end as it has to"
    : `${last.unexpected.toLocaleString("en-US")} attempts did not end as they have to`;
}

function Findings({ last }: { readonly last: ProbeView }) {
  return (
    <Notice tone="critical" title={titleOf(last)} className="mt-2">
      <p>Tell the operator at once. The role matrix shows what was changed in the database.</p>
      <ul className="mt-1 list-disc pl-4">
        {last.differences === 0 ? null : <li>{differencesOf(last)} from what is declared</li>}
        {last.findings.slice(0, 12).map(({ where, aim, outcome }) => (
          <li key={`${where}${aim}${outcome}`} className="break-words">
            {aim}: {where} ({outcome})
          </li>
        ))}
        {last.unexpected > 12 ? (
          <li>and {(last.unexpected - 12).toLocaleString("en-US")} more</li>
        ) : null}
      </ul>
    </Notice>
  );
}
