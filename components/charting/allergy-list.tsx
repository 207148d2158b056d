import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Notice } from "#components/ui/notice";
import type { AllergiesView, AllergyView } from "#lib/charting/view";
import { clinicDate } from "#lib/dates";

const columns: readonly Column[] = [
  { id: "substance", header: "Substance", className: "min-w-48" },
  { id: "reactions", header: "Reactions", className: "min-w-48" },
  { id: "criticality", header: "Criticality" },
  { id: "category", header: "Kind" },
  { id: "recorded", header: "Recorded", className: "whitespace-nowrap" },
  { id: "status", header: "Status" },
];

const capitalized = (word: string) =>
  word.charAt(0).toUpperCase() + word.slice(1).replaceAll("-", " ");

function rowOf(allergy: AllergyView, timeZone: string): Row {
  return {
    id: allergy.id,
    label: allergy.substance,
    isMuted: !allergy.isActive,
    cells: {
      substance: (
        <>
          <span className="text-wrap">{allergy.substance}</span>
          {allergy.comment === undefined ? null : (
            <span className="block font-normal text-ink-2">{allergy.comment}</span>
          )}
        </>
      ),
      reactions:
        allergy.reactions.length === 0 ? (
          <span className="text-ink-3">Not recorded</span>
        ) : (
          allergy.reactions
            .map(({ manifestation, severity }) =>
              severity === undefined ? manifestation : `${manifestation} (${severity})`,
            )
            .join(", ")
        ),
      criticality:
        allergy.criticality === "high" ? (
          <Chip tone="critical">High</Chip>
        ) : (
          (allergy.criticality && capitalized(allergy.criticality)) || (
            <span className="text-ink-3">Not recorded</span>
          )
        ),
      category: allergy.category === null ? "–" : capitalized(allergy.category),
      recorded:
        allergy.recordedAt === undefined ? (
          <span className="text-ink-3">Not recorded</span>
        ) : (
          <span className="tabular">{clinicDate(allergy.recordedAt, timeZone)}</span>
        ),
      status: (
        <span className="flex flex-wrap gap-1">
          <Chip tone={allergy.isActive ? "info" : "neutral"}>{capitalized(allergy.status)}</Chip>
          {allergy.verification === null || allergy.verification === "confirmed" ? null : (
            <Chip tone="warning">{capitalized(allergy.verification)}</Chip>
          )}
        </span>
      ),
    },
  };
}

/** A patient's allergies. *None known* is a statement with its own row; *not recorded* is its absence. */
export function AllergyList({
  view,
  timeZone,
}: {
  readonly view: AllergiesView;
  readonly timeZone: string;
}) {
  return (
    <>
      {view.standing.kind === "none-known" ? (
        <Notice tone="ok" title="No known allergies" className="mb-3">
          Someone asked and recorded that none is known.
        </Notice>
      ) : null}
      <DataTable
        caption="Allergies"
        columns={columns}
        rows={view.allergies.map((allergy) => rowOf(allergy, timeZone))}
        empty={
          <EmptyState title="Allergies not recorded">
            Nobody has recorded allergies, nor that none is known. Ask before prescribing.
          </EmptyState>
        }
      />
    </>
  );
}
