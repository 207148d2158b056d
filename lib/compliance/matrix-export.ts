import "server-only";
import type { CountedFile, WholeExport } from "#lib/export-route";
import { csvHead, csvRows } from "#lib/exports/csv";
import type { MemberScope } from "#lib/scope";
import { readCatalog } from "./catalog.ts";
import type { TakeTable } from "./input.ts";
import { roleMatrix } from "./role-matrix.ts";
import type { RoleMatrixView } from "./view.ts";

const columns = [
  "group",
  "table",
  "name",
  "wall",
  "role",
  "may",
  "rows",
  "columns",
  "policies",
] as const;

/** One line for each thing that a role may do with a table; a table that nobody reaches has one that says so. */
export function matrixLines({ groups }: RoleMatrixView): string[][] {
  return groups.flatMap((group) =>
    group.tables.flatMap(({ label, name, wall, cells }) => {
      const held = cells.flatMap(({ role, rights }) =>
        rights.map(({ verb, rows, columns: some, policies }) => [
          group.label,
          label,
          name,
          wall,
          role,
          verb,
          rows,
          some === null ? "all" : some.join(" "),
          policies.map((policy) => policy.name).join(" "),
        ]),
      );
      return held.length > 0
        ? held
        : [[group.label, label, name, wall, "nobody", "nothing", "", "", ""]];
    }),
  );
}

/** The role matrix as the database is at the moment of the export, as CSV or as JSON. */
export async function exportMatrix(
  scope: MemberScope,
  { format }: TakeTable,
): Promise<WholeExport> {
  scope.require("evidence:export");
  scope.record({ action: "role-matrix.viewed" });
  const media = format === "csv" ? "text/csv; charset=utf-8" : "application/json";
  return {
    rows: 0,
    details: { format },
    // The catalog is read as nobody, when the clinic's own transaction is over.
    make: { media, counted: () => matrixFile(format) },
  };
}

async function matrixFile(format: TakeTable["format"]): Promise<CountedFile> {
  const catalog = await readCatalog();
  const matrix = roleMatrix(catalog);
  const lines = matrixLines(matrix);
  const said = { format: "chartkeep-role-matrix/v1", catalog: catalog.digest, ...matrix };
  const text =
    format === "csv"
      ? csvHead(columns) + csvRows(lines)
      : `${JSON.stringify(said, undefined, 2)}\n`;
  return { bytes: Buffer.from(text), rows: lines.length };
}
