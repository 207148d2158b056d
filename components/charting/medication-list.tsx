import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import type { MedicationView } from "#lib/charting/view";
import { clinicDate } from "#lib/dates";

const columns: readonly Column[] = [
  { id: "drug", header: "Prescription", className: "min-w-52 py-1.5 align-top" },
  { id: "dose", header: "Dose, route and supply", className: "min-w-44 py-1.5 align-top" },
  { id: "dates", header: "Prescribed", className: "min-w-28 py-1.5 align-top" },
  { id: "prescriber", header: "Prescriber", className: "min-w-24 py-1.5 align-top" },
  { id: "status", header: "Status", className: "py-1.5 align-top" },
];

const tones = { active: "ok", "on-hold": "warning", draft: "neutral", stopped: "neutral" } as const;
const words: Readonly<Record<string, string>> = {
  "on-hold": "On hold",
  "entered-in-error": "Entered in error",
};

const toneOf = (status: string) => tones[status as keyof typeof tones] ?? "neutral";
const wordsOf = (status: string) =>
  words[status] ?? status.charAt(0).toUpperCase() + status.slice(1);

function supplyOf({ quantity, daysSupply, refills }: MedicationView): string {
  const parts = [
    quantity,
    daysSupply === null ? undefined : `${daysSupply} days`,
    refills === null ? undefined : `${refills} ${refills === 1 ? "refill" : "refills"}`,
  ];
  // A part is never broken, only the line between two.
  return parts
    .filter((part) => part !== undefined)
    .map((part) => part.replaceAll(" ", "\u00a0"))
    .join(" · ");
}

function rowOf(medication: MedicationView, timeZone: string): Row {
  const { instructions, reason, schedule, authoredAt, endedAt, stopReason } = medication;
  return {
    id: medication.id,
    label: medication.drug,
    isMuted: !medication.isCurrent,
    cells: {
      drug: (
        <>
          <span className="text-wrap">{medication.drug}</span>
          {schedule === undefined ? null : (
            <Chip tone="warning" className="ml-1.5">
              {schedule}
            </Chip>
          )}
          {instructions === undefined ? null : (
            <span className="block font-normal text-ink-2">{instructions}</span>
          )}
          {reason === undefined ? null : (
            <span className="block font-normal text-ink-3">For {reason}</span>
          )}
        </>
      ),
      dose: (
        <>
          {[medication.dose, medication.route, medication.frequency].filter(Boolean).join(", ") || (
            <span className="text-ink-3">Dose not recorded</span>
          )}
          <span className="block text-ink-2">
            {supplyOf(medication) || <span className="text-ink-3">Supply not recorded</span>}
          </span>
        </>
      ),
      dates: (
        <>
          {authoredAt === undefined ? (
            <span className="text-ink-3">Not recorded</span>
          ) : (
            <span className="tabular whitespace-nowrap">{clinicDate(authoredAt, timeZone)}</span>
          )}
          {endedAt === undefined ? null : (
            <span className="tabular block whitespace-nowrap text-ink-2">
              Ended {clinicDate(endedAt, timeZone)}
            </span>
          )}
          {stopReason === undefined ? null : <span className="block text-ink-2">{stopReason}</span>}
        </>
      ),
      prescriber: medication.prescriber ?? <span className="text-ink-3">Not recorded</span>,
      status: <Chip tone={toneOf(medication.status)}>{wordsOf(medication.status)}</Chip>,
    },
  };
}

/** A patient's prescriptions: what is taken now, then what was. */
export function MedicationList({
  medications,
  timeZone,
}: {
  readonly medications: readonly MedicationView[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="Prescriptions"
      columns={columns}
      rows={medications.map((medication) => rowOf(medication, timeZone))}
      empty={
        <EmptyState title="No prescription recorded">
          This clinic has recorded no prescription. It does not mean that the patient takes nothing.
        </EmptyState>
      }
    />
  );
}
