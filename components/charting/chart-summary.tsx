import type { Route } from "next";
import type { ReactNode } from "react";
import { FlaggedValue } from "#components/labs/flagged-value";
import { Card } from "#components/ui/card";
import { TextLink } from "#components/ui/text-link";
import type { AllergiesView, MedicationView, ProblemView, VisitsView } from "#lib/charting/view";
import { clinicDate, clinicDateTime, dayOf, since } from "#lib/dates";
import type { LatestView } from "#lib/labs/latest";
import { type ChartTab, chartHref, trendHref } from "#lib/routes";

const most = 8;

/** A card of the summary: lines with a date at the right, and the way to the whole. */
function Lines({
  title,
  href,
  count,
  none,
  children,
}: {
  readonly title: string;
  readonly href: Route | undefined;
  readonly count: number;
  readonly none: string;
  readonly children: ReactNode;
}) {
  const rest = count - most;
  return (
    <Card
      title={title}
      action={
        href === undefined ? null : (
          <TextLink href={href} prefetch={false} className="print:hidden">
            {rest > 0 ? `All ${count}` : "Open"}
            <span className="sr-only"> {title}</span>
          </TextLink>
        )
      }
    >
      {count === 0 ? <p className="text-ink-2">{none}</p> : <ul>{children}</ul>}
    </Card>
  );
}

function Line({
  children,
  at,
  isAlarming = false,
}: {
  readonly children: ReactNode;
  readonly at?: ReactNode;
  readonly isAlarming?: boolean;
}) {
  return (
    <li className="flex items-baseline justify-between gap-4 border-line border-b py-[3px] last:border-b-0">
      <span className={isAlarming ? "min-w-0 text-critical" : "min-w-0"}>{children}</span>
      {at === undefined ? null : (
        <span className="tabular shrink-0 whitespace-nowrap text-ink-3">{at}</span>
      )}
    </li>
  );
}

/** The chart at a glance. A part that is undefined is one the role may not see, and is not there. */
export function ChartSummary({
  patientId,
  timeZone,
  today,
  problems,
  medications,
  allergies,
  visits,
  abnormal,
  hasLabs,
  vitals,
}: {
  readonly patientId: string;
  readonly timeZone: string;
  readonly today: string;
  readonly problems: readonly ProblemView[] | undefined;
  readonly medications: readonly MedicationView[] | undefined;
  readonly allergies: AllergiesView | undefined;
  readonly visits: VisitsView | undefined;
  readonly abnormal: readonly LatestView[] | undefined;
  readonly hasLabs: boolean;
  readonly vitals: readonly LatestView[] | undefined;
}) {
  const to = (tab: ChartTab) => chartHref(patientId, tab);
  const day = (instant: string | undefined) =>
    instant === undefined ? "" : clinicDate(instant, timeZone);
  const active = problems?.filter(({ isActive }) => isActive);
  const current = medications?.filter(({ isCurrent }) => isCurrent);
  const inForce = allergies?.allergies.filter(({ isActive }) => isActive);

  return (
    <div className="grid items-start gap-3 lg:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-3">
        {abnormal === undefined ? null : (
          <Lines
            title="Latest abnormal results"
            href={to("labs")}
            count={abnormal.length}
            none={hasLabs ? "No latest result is abnormal." : "No lab result is recorded."}
          >
            {abnormal.slice(0, most).map(({ key, code, name, result }) => (
              <Line key={key} at={day(result.at)}>
                {code === undefined ? (
                  name
                ) : (
                  <TextLink href={trendHref(patientId, code)} prefetch={false} className="text-ink">
                    {name}
                  </TextLink>
                )}{" "}
                <FlaggedValue result={result} />{" "}
                <span className="text-ink-3">
                  {result.unit} · ref {result.range}
                </span>
              </Line>
            ))}
          </Lines>
        )}
        {current === undefined ? null : (
          <Lines
            title="Current medications"
            href={to("medications")}
            count={current.length}
            none="No current prescription is recorded."
          >
            {current.slice(0, most).map(({ id, drug, dose, frequency, authoredAt }) => (
              <Line key={id} at={day(authoredAt)}>
                {drug}
                <span className="text-ink-2">
                  {[dose, frequency].filter(Boolean).map((part) => ` · ${part}`)}
                </span>
              </Line>
            ))}
          </Lines>
        )}
        {active === undefined ? null : (
          <Lines
            title="Active problems"
            href={to("problems")}
            count={active.length}
            none="No active problem is recorded."
          >
            {active.slice(0, most).map(({ id, problem, code, onsetAt }) => (
              <Line key={id} at={day(onsetAt)}>
                {problem} <span className="text-ink-3">{code}</span>
              </Line>
            ))}
          </Lines>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-3">
        {inForce === undefined ? null : (
          <Lines
            title="Allergies"
            href={to("allergies")}
            count={allergies?.standing.kind === "recorded" ? inForce.length : 0}
            none={
              allergies?.standing.kind === "none-known"
                ? "No known allergies: someone asked and recorded it."
                : "Not recorded. It does not mean that there is none."
            }
          >
            {inForce.slice(0, most).map(({ id, substance, reactions, criticality }) => (
              <Line key={id} at={criticality === "high" ? "high criticality" : undefined}>
                <span className="font-medium text-critical">{substance}</span>{" "}
                <span className="text-ink-2">
                  {reactions.map(({ manifestation }) => manifestation).join(", ") ||
                    "reaction not recorded"}
                </span>
              </Line>
            ))}
          </Lines>
        )}
        {vitals === undefined ? null : (
          <Lines
            title="Last vitals"
            href={to("vitals")}
            count={vitals.length}
            none="No vital sign is recorded."
          >
            {vitals.slice(0, 12).map(({ key, name, result }) => (
              <Line key={key} at={since(dayOf(result.at, timeZone), today)}>
                <span className="text-ink-2">{name}</span> <FlaggedValue result={result} />{" "}
                <span className="text-ink-3">{result.unit}</span>
              </Line>
            ))}
          </Lines>
        )}
        {visits === undefined ? null : (
          <Card title="Visits">
            <ul>
              <Line
                at={
                  visits.next === undefined ? undefined : clinicDateTime(visits.next.at, timeZone)
                }
              >
                <span className="text-ink-2">Next</span>{" "}
                {visits.next === undefined
                  ? "no visit is booked"
                  : [visits.next.kind, visits.next.practitioner].filter(Boolean).join(", ")}
              </Line>
              {visits.recent.map((visit) => (
                <Line key={visit.id} at={day(visit.at)}>
                  {visit.kind}
                  <span className="text-ink-2">
                    {[visit.reason, visit.practitioner].filter(Boolean).map((part) => ` · ${part}`)}
                  </span>
                </Line>
              ))}
            </ul>
            {visits.recent.length === 0 ? (
              <p className="text-ink-2">No past visit is recorded.</p>
            ) : null}
          </Card>
        )}
      </div>
    </div>
  );
}
