import type { ClinicLine } from "#lib/clinics/list";

/** The clinics as a table for a terminal. */
export function printClinics(lines: readonly ClinicLine[]): string {
  if (lines.length === 0) return "There are no clinics yet.";
  const rows = [
    ["slug", "state", "members", "patients", "events", "last event", "chain", "name"],
    ...lines.map((line) => [
      line.slug,
      line.status,
      String(line.members),
      String(line.patients),
      String(line.events),
      minuteOf(line.lastEventAt),
      chainOf(line),
      line.name,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function chainOf({ verifiedAt, isIntact, alarms }: ClinicLine): string {
  const raised = alarms.map((kind) => ` (alarm: ${kind})`).join("");
  if (verifiedAt === null) return `never verified${raised}`;
  return `${isIntact ? "intact" : "DAMAGED"} ${minuteOf(verifiedAt)}${raised}`;
}

const minuteOf = (at: string | null) =>
  at === null ? "none" : `${new Date(at).toISOString().slice(0, 16).replace("T", " ")}Z`;
