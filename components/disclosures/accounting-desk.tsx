import type { ReactNode } from "react";
import { ExportDialog } from "#components/exports/export-dialog";
import { Button } from "#components/ui/button";
import { inputClass } from "#components/ui/input-look";
import { TextLink } from "#components/ui/text-link";
import { cn } from "#lib/cn";
import { civilDate } from "#lib/dates";
import type { AccountingDesk } from "#lib/disclosures/view";
import type { FormAction } from "#lib/form-state";
import { chartHref } from "#lib/routes";
import { AccountingTable } from "./accounting-table.tsx";
import { HoldDialog } from "./hold-dialog.tsx";
import { HoldList } from "./hold-list.tsx";
import { RecordDialog } from "./record-dialog.tsx";
import { RecordedTable } from "./recorded-table.tsx";

/** What can be done about a patient's disclosures. */
export interface DeskActions {
  readonly record: FormAction<{ disclosureId: string }>;
  readonly withdraw: FormAction<void>;
  readonly hold: FormAction<{ holdId: string }>;
  readonly lift: FormAction<void>;
}

/** One patient's accounting, and beside it what only the clinic sees: what was recorded by hand, and what is held back. */
export function AccountingDeskView({
  desk,
  ids,
  actions,
  tenantId,
}: {
  readonly desk: AccountingDesk;
  /** The ids of what may be written next, so that a form that is sent twice writes once. */
  readonly ids: { readonly disclosureId: string; readonly holdId: string };
  readonly actions: DeskActions;
  readonly tenantId: string;
}) {
  const { accounting, recorded, holds } = desk;
  const { patientId, patientName, birthDate, mrn, period } = accounting;
  const what = { patientId, from: period.from, to: period.to };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-semibold text-lg">{patientName}</h2>
        <span className="tabular text-ink-2">
          Born {birthDate === undefined ? "not recorded" : civilDate(birthDate)} · MRN {mrn}
        </span>
        <TextLink href={chartHref(patientId, "access")} prefetch={false}>
          Access history
        </TextLink>
      </div>
      <div className="mb-2.5 flex flex-wrap items-end gap-2">
        <form className="flex flex-wrap items-end gap-2" action="/admin/disclosures">
          <input type="hidden" name="patient" value={patientId} />
          <Day
            label="From"
            name="from"
            value={period.from}
            min={period.earliest}
            max={period.today}
          />
          <Day label="To" name="to" value={period.to} min={period.earliest} max={period.today} />
          <Button type="submit">Show</Button>
        </form>
        <div className="ml-auto flex flex-wrap justify-end gap-2">
          <ExportDialog
            title="Export the accounting"
            tenantId={tenantId}
            holdsPhi
            choices={[
              { label: "PDF", path: "/api/disclosures/pdf", what },
              { label: "CSV", path: "/api/disclosures/csv", what },
            ]}
          >
            <p className="text-ink-2">
              {accounting.lines.length.toLocaleString("en-US")} disclosures,{" "}
              {civilDate(period.from)} to {civilDate(period.to)}, as the patient may have them.
            </p>
          </ExportDialog>
          <HoldDialog
            key={ids.holdId}
            patientId={patientId}
            holdId={ids.holdId}
            today={period.today}
            action={actions.hold}
          />
          <RecordDialog
            key={ids.disclosureId}
            patientId={patientId}
            disclosureId={ids.disclosureId}
            today={period.today}
            action={actions.record}
          />
        </div>
      </div>
      <AccountingTable accounting={accounting} />
      <Part title="Recorded by hand">
        <RecordedTable recorded={recorded} withdraw={actions.withdraw} />
      </Part>
      {holds.length === 0 ? null : (
        <Part title="Held back at an agency's word">
          <HoldList holds={holds} lift={actions.lift} />
        </Part>
      )}
    </>
  );
}

const Part = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <section className="mt-5">
    <h2 className="mb-2 font-semibold text-base">{title}</h2>
    {children}
  </section>
);

function Day({
  label,
  name,
  value,
  min,
  max,
}: {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly min: string;
  readonly max: string;
}) {
  return (
    <label className="flex items-center gap-1.5">
      <span className="text-ink-2">{label}</span>
      <input
        type="date"
        name={name}
        defaultValue={value}
        min={min}
        max={max}
        className={cn(inputClass, "h-7 w-34")}
      />
    </label>
  );
}
