import type { Route } from "next";
import { DataTable } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import type { ActivityView } from "#lib/audit/view";
import { labelOf } from "#lib/audit/vocabulary";
import { civilDate, clinicTime } from "#lib/dates";
import { Outcome } from "./event-words.tsx";

const number = (value: number) => value.toLocaleString("en-US");

/** What a member did on each day on which there was something. */
export function ActivityDays({
  activity: { days },
  timeZone,
}: {
  readonly activity: ActivityView;
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="By day"
      columns={[
        { id: "day", header: "Day", className: "tabular whitespace-nowrap" },
        { id: "charts", header: "Charts opened", align: "end" },
        { id: "patients", header: "Patients", align: "end" },
        { id: "events", header: "Events", align: "end" },
        { id: "denied", header: "Denied", align: "end" },
        { id: "hours", header: "First to last", className: "tabular whitespace-nowrap" },
      ]}
      rows={days.map((each) => ({
        id: each.day,
        label: civilDate(each.day),
        cells: {
          day: civilDate(each.day),
          charts: number(each.charts),
          patients: number(each.patients),
          events: number(each.events),
          denied: each.denied === 0 ? "–" : number(each.denied),
          hours: `${clinicTime(each.first, timeZone)} to ${clinicTime(each.last, timeZone)}`,
        },
      }))}
      empty={<EmptyState title="Nothing was recorded on these days" />}
    />
  );
}

/** What a member did in all these days, each kind with the way to its events. */
export function ActivityActions({
  activity: { actions },
  what,
}: {
  readonly activity: ActivityView;
  readonly what: { readonly member: string; readonly from: string; readonly to: string };
}) {
  const href = (action: string, outcome: string) =>
    `/admin/audit?${new URLSearchParams({ ...what, action, outcome }).toString()}` as Route;
  return (
    <DataTable
      caption="By action"
      columns={[
        { id: "action", header: "Action" },
        { id: "outcome", header: "Outcome" },
        { id: "count", header: "Events", align: "end" },
      ]}
      rows={actions.map(({ action, outcome, count }) => ({
        id: `${action} ${outcome}`,
        label: `${labelOf(action)}, ${outcome}, ${count}`,
        href: href(action, outcome),
        cells: {
          action: labelOf(action),
          outcome: <Outcome outcome={outcome} />,
          count: number(count),
        },
      }))}
      empty={<EmptyState title="Nothing was recorded on these days" />}
    />
  );
}
