import type { CellView, RightView, TableView } from "#lib/compliance/view";

/** Rights that reach the same rows and columns, said once. */
interface Said {
  readonly verbs: string;
  readonly rows: string;
  readonly columns: string | undefined;
}

const everyRow = "every row of the clinic";

function said(rights: readonly RightView[], columnCount: number): Said[] {
  const columnsOf = ({ columns }: RightView) =>
    columns === null ? undefined : `${columns.length} of ${columnCount} columns`;
  const reachOf = (right: RightView) => `${right.rows}|${columnsOf(right) ?? ""}`;
  return [...new Set(rights.map(reachOf))].map((reach) => {
    const same = rights.filter((right) => reachOf(right) === reach);
    const verbs = same.map(({ verb }) => verb).join(", ");
    const [first] = same;
    return {
      verbs: verbs.replace(/^./, (letter) => letter.toUpperCase()),
      rows: first?.rows ?? everyRow,
      columns: first && columnsOf(first),
    };
  });
}

/** What a role may do with a table, in a few words: what is not limited is not mentioned. */
export function Rights({
  cell,
  table,
}: {
  readonly cell: CellView | undefined;
  readonly table: TableView;
}) {
  if (!cell || cell.rights.length === 0)
    return (
      <span className="block py-1 text-ink-3">
        <span aria-hidden>–</span>
        <span className="sr-only">Nothing</span>
      </span>
    );
  return (
    <ul className="py-1">
      {said(cell.rights, table.columnCount).map(({ verbs, rows, columns }) => (
        <li key={`${verbs}${rows}`}>
          {verbs}
          {[rows === everyRow ? undefined : rows, columns]
            .filter((limit) => limit !== undefined)
            .map((limit) => (
              <span key={limit} className="block text-ink-3 text-xs">
                {limit}
              </span>
            ))}
        </li>
      ))}
    </ul>
  );
}
