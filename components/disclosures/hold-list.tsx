import { Chip } from "#components/ui/chip";
import { civilDate } from "#lib/dates";
import { purposeLabels } from "#lib/disclosures/rules";
import type { HoldView } from "#lib/disclosures/view";
import type { FormAction } from "#lib/form-state";
import { ReasonDialog } from "./reason-dialog.tsx";

/** The holds on a patient's accounting, with those that are over. */
export function HoldList({
  holds,
  lift,
}: {
  readonly holds: readonly HoldView[];
  readonly lift: FormAction<void>;
}) {
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-raised">
      {holds.map((hold) => (
        <li key={hold.id} className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2">
          <div className="min-w-64 flex-1">
            <p>
              <span className="font-medium">{purposeLabels[hold.agency]}</span>
              {`, ${civilDate(hold.startsOn)} to ${civilDate(hold.endsOn)}, asked ${hold.isOral ? "by word of mouth" : "in writing"}`}
            </p>
            <p className="text-ink-2">{hold.statement}</p>
            {hold.lifted === undefined ? null : <p className="text-ink-3">Lifted: {hold.lifted}</p>}
          </div>
          {hold.isInForce ? (
            <>
              <Chip tone="restricted">In force</Chip>
              <ReasonDialog
                label="Lift"
                about={`hold for ${purposeLabels[hold.agency]}`}
                title="Lift this hold?"
                description="What went to this kind of agency is in the accounting again at once."
                done="The hold is lifted"
                name="holdId"
                id={hold.id}
                action={lift}
              />
            </>
          ) : (
            <Chip tone="neutral">Over</Chip>
          )}
        </li>
      ))}
    </ul>
  );
}
