import { Chip, type Tone } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { figureText, stateWords } from "#lib/compliance/evidence-words";
import type { CheckState, ControlView } from "#lib/compliance/view";

const columns: readonly Column[] = [
  { id: "clause", header: "Clause", className: "w-36 align-top lg:w-44" },
  { id: "title", header: "Standard", className: "w-48 align-top lg:w-64" },
  { id: "state", header: "State", className: "whitespace-nowrap align-top" },
  { id: "says", header: "What was found", className: "min-w-60 align-top" },
];

const tones: Readonly<Record<CheckState, Tone>> = {
  pass: "ok",
  fail: "critical",
  "not-measured": "warning",
  "not-measurable": "neutral",
};

function asRow({ clause, title, asks, state, says, figures }: ControlView): Row {
  return {
    id: clause,
    label: `${clause} ${title}`,
    cells: {
      clause: <span className="tabular block py-1">{clause}</span>,
      title: (
        <span className="block py-1">
          {title}
          <span className="block text-ink-3 text-xs">{asks}</span>
        </span>
      ),
      state: (
        <span className="block py-1">
          <Chip tone={tones[state]}>{stateWords[state]}</Chip>
        </span>
      ),
      says: (
        <span className="block py-1">
          {says}
          <span className="tabular block text-ink-3 text-xs">
            {Object.entries(figures).map(figureText).join(" · ")}
          </span>
        </span>
      ),
    },
  };
}

/** Each control with how it came out, why, and the figures behind it. What cannot be measured says so. */
export function ControlTable({ controls }: { readonly controls: readonly ControlView[] }) {
  const of = (state: CheckState) => controls.filter((control) => control.state === state).length;
  return (
    <div>
      <p className="tabular mb-2 text-ink-2">
        {(Object.keys(stateWords) as CheckState[])
          .map((state) => `${stateWords[state]}: ${of(state)}`)
          .join(" · ")}
      </p>
      <DataTable caption="Controls" columns={columns} rows={controls.map(asRow)} />
    </div>
  );
}
