import "server-only";
import { clinicDateTime } from "#lib/dates";
import { Refusal } from "#lib/errors";
import type { RowExport, WholeExport } from "#lib/export-route";
import { csvHead, csvRows } from "#lib/exports/csv";
import type { ExportMark } from "#lib/exports/print-mark";
import type { MemberScope } from "#lib/scope";
import { localTime, roleOf, utcTime } from "./event-text.ts";
import { actorNames, type EventLine, eventView, patientNames } from "./events.ts";
import { historyLines, requirePatient } from "./history.ts";
import type { ExportHistory } from "./input.ts";
import { labelOf } from "./vocabulary.ts";

const batchSize = 1_000;
/** As many as can be printed while somebody waits; a longer history is taken as CSV. */
const mostPrinted = 20_000;

const columns = [
  "position",
  "time_utc",
  "time_clinic",
  "who",
  "role",
  "action",
  "action_code",
  "record",
  "patients",
  "outcome",
];

/** One patient's access history as CSV, newest first, to its very beginning. */
export async function historyCsv(
  scope: MemberScope,
  { patientId, rows }: ExportHistory,
): Promise<RowExport<number>> {
  scope.require("history:export");
  await requirePatient(scope, patientId);
  const { timeZone } = scope.actor.tenant;
  return {
    media: "text/csv; charset=utf-8",
    head: csvHead(columns),
    tail: "",
    patientId,
    details: { rowChanges: rows },
    async read(scope, before, { about }) {
      const lines = await historyLines(scope, { patientId, rows, before, size: batchSize });
      scope.record({
        action: "records.exported",
        patientIds: [patientId],
        details: { ...about, shown: lines.length },
      });
      const actors = await actorNames(
        scope,
        lines.map(({ actorId }) => actorId),
      );
      return {
        text: csvRows(
          lines.map((line) => {
            const { position, at, actor, role, action, entity, patientCount, outcome } = eventView(
              line,
              actors,
            );
            return [
              position,
              at,
              localTime(at, timeZone),
              actor,
              roleOf(role),
              labelOf(action),
              action,
              entity,
              patientCount,
              outcome,
            ];
          }),
        ),
        rows: lines.length,
        next: lines.length < batchSize ? undefined : lines.at(-1)?.position,
      };
    },
  };
}

async function allLines(
  scope: MemberScope,
  { patientId, rows }: ExportHistory,
): Promise<EventLine[]> {
  const lines: EventLine[] = [];
  for (;;) {
    const before = lines.at(-1)?.position;
    const more = await historyLines(scope, { patientId, rows, before, size: batchSize });
    lines.push(...more);
    if (more.length < batchSize) return lines;
    if (lines.length > mostPrinted) throw new Refusal("export.too-long");
  }
}

/** One patient's access history on paper, with their name on the first page. */
export async function historyPdf(
  scope: MemberScope,
  input: ExportHistory,
  { at, code }: ExportMark,
): Promise<WholeExport> {
  scope.require("history:export");
  const { patientId, rows } = input;
  await requirePatient(scope, patientId);
  const lines = await allLines(scope, input);
  const open = scope.disclose({
    action: "records.exported",
    patientIds: [patientId],
    details: { export: code, shown: lines.length },
  });
  const actors = await actorNames(
    scope,
    lines.map(({ actorId }) => actorId),
  );
  const names = await patientNames(scope, open, [patientId]);
  const { timeZone } = scope.actor.tenant;
  const [oldest, newest] = [lines.at(-1), lines[0]].map((line) =>
    line === undefined ? "" : clinicDateTime(eventView(line, actors).at, timeZone),
  );
  return {
    rows: lines.length,
    patientId,
    details: { rowChanges: rows },
    make: {
      title: "Access history",
      facts: [
        ["Patient", names.get(patientId) ?? patientId],
        ["Patient id", patientId],
        ["Period", lines.length === 0 ? "Nothing was recorded" : `${oldest} to ${newest}`],
        ["Entries", lines.length.toLocaleString("en-US")],
        ["Row changes", rows ? "Included" : "Left out"],
        ["Taken", `${utcTime(at)} UTC`],
      ],
      parts: [
        {
          heading: "Everyone who viewed, found or changed this record, newest first",
          empty: "Nobody has seen this record yet.",
          columns: [
            { header: "Position", share: 6, isNumber: true },
            { header: "Time (UTC)", share: 13 },
            { header: "Clinic time", share: 14 },
            { header: "Who", share: 13 },
            { header: "Role", share: 9 },
            { header: "Action", share: 16 },
            { header: "Outcome", share: 6 },
          ],
          rows: lines.map((line) => {
            const {
              position,
              at: when,
              actor,
              role,
              action,
              entity,
              outcome,
            } = eventView(line, actors);
            return [
              position.toLocaleString("en-US"),
              utcTime(when),
              localTime(when, timeZone),
              actor,
              roleOf(role),
              action.startsWith("row.") ? `${labelOf(action)}: ${entity}` : labelOf(action),
              outcome,
            ];
          }),
        },
      ],
      isWide: true,
    },
  };
}
