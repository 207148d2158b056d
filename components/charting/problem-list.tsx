import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import type { ProblemView } from "#lib/charting/view";
import { clinicDate } from "#lib/dates";

const columns: readonly Column[] = [
  { id: "problem", header: "Problem", className: "min-w-64" },
  { id: "code", header: "Code", className: "whitespace-nowrap" },
  { id: "onset", header: "Since", className: "whitespace-nowrap" },
  { id: "abated", header: "Until", className: "whitespace-nowrap" },
  { id: "status", header: "Status" },
];

const capitalized = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);

function rowOf(problem: ProblemView, timeZone: string): Row {
  const day = (instant: string | undefined, none: string) =>
    instant === undefined ? (
      <span className="text-ink-3">{none}</span>
    ) : (
      <span className="tabular">{clinicDate(instant, timeZone)}</span>
    );
  return {
    id: problem.id,
    label: problem.problem,
    isMuted: !problem.isActive,
    cells: {
      problem: <span className="text-wrap">{problem.problem}</span>,
      code: <span className="code-text text-ink-2">{problem.code ?? "No code"}</span>,
      onset: day(problem.onsetAt, "Not recorded"),
      abated: day(problem.abatedAt, "–"),
      status: (
        <span className="flex flex-wrap gap-1">
          <Chip tone={problem.isActive ? "info" : "neutral"}>{capitalized(problem.status)}</Chip>
          {problem.verification === null || problem.verification === "confirmed" ? null : (
            <Chip tone="warning">{capitalized(problem.verification)}</Chip>
          )}
        </span>
      ),
    },
  };
}

/** The problem list: active problems, then the resolved ones. */
export function ProblemList({
  problems,
  timeZone,
}: {
  readonly problems: readonly ProblemView[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="Problems"
      columns={columns}
      rows={problems.map((problem) => rowOf(problem, timeZone))}
      empty={
        <EmptyState title="No problem recorded">
          Nothing is on the problem list. It does not mean that the patient has no condition.
        </EmptyState>
      }
    />
  );
}
