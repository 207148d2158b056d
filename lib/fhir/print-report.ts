import { countKeys, type Finding, type Report } from "./report.ts";

const shownAtMost = 40;

/** The report for people: a table by type, and what was not imported as it came. */
export function printedReport(
  report: Report,
  { isDryRun, seconds }: { readonly isDryRun: boolean; readonly seconds: number },
): string {
  const { read } = report.total();
  const rate = Math.round(read / Math.max(seconds, 0.001));
  return [
    table(report),
    "",
    ...findings(report.findings),
    `${report.files} files, ${read} resources in ${seconds.toFixed(1)} s (${rate} a second).`,
    isDryRun ? "This was a dry run: nothing was written." : "",
  ]
    .filter((line, index, all) => line !== "" || all[index - 1] !== "")
    .join("\n")
    .trimEnd();
}

/** The whole report as JSON, every finding included. */
export function jsonReport(report: Report, isDryRun: boolean): string {
  const { files, findings: all } = report;
  const types = Object.fromEntries(report.types);
  return `${JSON.stringify({ isDryRun, files, types, total: report.total(), findings: all }, null, 2)}\n`;
}

function table(report: Report): string {
  const rows = [...report.types].sort(([a], [b]) => a.localeCompare(b));
  const lines = [
    ["", ...countKeys],
    ...rows.map(([type, counts]) => [type, ...countKeys.map((key) => String(counts[key]))]),
    ["Total", ...countKeys.map((key) => String(report.total()[key]))],
  ];
  const width = Math.max(...lines.map(([type = ""]) => type.length));
  return lines
    .map(
      ([type = "", ...cells]) =>
        type.padEnd(width) + cells.map((cell) => cell.padStart(11)).join(""),
    )
    .join("\n");
}

/** Findings of one kind and reason are told once, with the first places; a report of thousands helps nobody. */
function findings(all: readonly Finding[]): string[] {
  const groups = Map.groupBy(all, (one) => `${one.severity} ${one.field} ${one.reason}`);
  const lines = [...groups.values()]
    .sort((a, b) => order(a[0]) - order(b[0]))
    .flatMap((group) => {
      const [first] = group;
      if (!first) return [];
      const field = first.field ? ` ${first.field}:` : "";
      const type = first.resource.split("/")[0] ?? "";
      const what = first.severity === "refused" ? `${first.file} refused, ` : "";
      const head = `${what}${group.length > 1 ? `${group.length} × ` : ""}${type}${field} ${first.reason}`;
      const places = group.slice(0, 3).map((one) => `    ${one.file}, ${one.at} ${one.resource}`);
      const more = group.length > 3 ? [`    and ${group.length - 3} more`] : [];
      return [
        `${first.severity === "noted" ? "Noted" : "Not imported"}: ${head.trim()}`,
        ...places,
        ...more,
      ];
    });
  const shown = lines.slice(0, shownAtMost * 2);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} lines more: --report FILE has all`] : []), ""];
}

function order(finding: Finding | undefined): number {
  return ["refused", "skipped", "noted"].indexOf(finding?.severity ?? "noted");
}
