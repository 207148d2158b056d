import "server-only";
import type { RowExport } from "#lib/export-route";
import { csvHead, csvRows } from "#lib/exports/csv";
import type { MemberScope } from "#lib/scope";
import type { TakeTable } from "./input.ts";
import { listProbes } from "./probes.ts";
import type { ProbeView } from "./view.ts";

const columns = [
  "id",
  "asked_utc",
  "finished_utc",
  "asked_by",
  "tables",
  "roles",
  "attempts",
  "unexpected",
  "undecided",
  "canaries",
  "differences",
  "milliseconds",
  "catalog",
  "findings",
] as const;

const cellsOf = (probe: ProbeView): (string | number)[] => [
  probe.id,
  probe.requestedAt,
  probe.finishedAt ?? "",
  probe.requestedBy ?? "on schedule",
  probe.tables,
  probe.roles,
  probe.attempts,
  probe.unexpected,
  probe.undecided,
  probe.canaries,
  probe.differences,
  probe.milliseconds,
  probe.catalog,
  probe.findings.map(({ where, aim, outcome }) => `${where}: ${aim}: ${outcome}`).join("; "),
];

/** How old a probe is changes while it is read; what it found does not. */
const factsOf = ({ ageSeconds: _age, ...probe }: ProbeView) => probe;

/** Where the next page begins: behind this probe. */
interface Place {
  readonly before: string;
}

/** Every isolation probe of the clinic, newest first, as CSV or as JSON. */
export async function exportProbes(
  scope: MemberScope,
  { format }: TakeTable,
): Promise<RowExport<Place>> {
  scope.require("evidence:export");
  const isCsv = format === "csv";
  return {
    media: isCsv ? "text/csv; charset=utf-8" : "application/json",
    head: isCsv ? csvHead(columns) : '{"format":"chartkeep-isolation-probes/v1","probes":[',
    tail: isCsv ? "" : "]}\n",
    details: { format },
    async read(page, place) {
      const { probes, next } = await listProbes(page, place?.before);
      const lines = isCsv
        ? csvRows(probes.map(cellsOf))
        : probes.map((probe) => JSON.stringify(factsOf(probe))).join(",");
      const joint = !isCsv && place !== undefined && probes.length > 0 ? "," : "";
      return {
        text: joint + lines,
        rows: probes.length,
        next: next === undefined ? undefined : { before: next },
      };
    },
  };
}
