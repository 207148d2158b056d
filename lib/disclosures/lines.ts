import "server-only";
import { z } from "zod";
import { platformOperatorId } from "#db/roles";
import { rolePurposes } from "#lib/access/role-words";
import { detailPlace } from "#lib/audit/append";
import { actorNames } from "#lib/audit/events";
import { labelOf } from "#lib/audit/vocabulary";
import type { PatientId } from "#lib/ids";
import { kindWords } from "#lib/issued/kinds";
import type { MemberScope, Opener } from "#lib/scope";
import { accountableEvents, type EventRow, startedBefore } from "./events.ts";
import { kindOfEvent, purposeLabels } from "./rules.ts";
import type { AccountingLine, AccountingPeriod } from "./view.ts";

/** What an event may say of whom a record went to and what for, whoever records it. `export` is the code of the file it belongs to. */
const Told = z.looseObject({
  recipient: z.string().optional(),
  address: z.string().optional(),
  reason: z.string().optional(),
  purpose: z.string().optional(),
  kind: z.string().optional(),
  export: z.string().optional(),
  code: z.string().optional(),
});
type Told = z.output<typeof Told>;

/** The patient's own accounting: what was handed to the patient is not accounted for. */
const ownAccounting = "disclosures";

interface OpenedRow extends EventRow {
  readonly told: Told;
}

/**
 * The lines that the audit trail gives, in its order. One file that left is one line, however many events
 * tell of it; details are opened only where a line needs them.
 */
export async function linesOfTrail(
  scope: MemberScope,
  open: Opener,
  patientId: PatientId,
  period: AccountingPeriod,
  includesCare: boolean,
): Promise<AccountingLine[]> {
  const rows = await accountableEvents(scope, patientId, period, includesCare);
  const names = await actorNames(
    scope,
    rows.map(({ actorId }) => actorId),
  );
  const nameOf = ({ actorId }: EventRow) => names.get(actorId) ?? "Unknown member";
  const files = new Map<string, OpenedRow[]>();
  const lines: AccountingLine[] = [];
  for (const row of rows) {
    const isOperator = row.actorId === platformOperatorId;
    const kind = kindOfEvent({ action: row.action, isOperator });
    if (kind === "care") lines.push(careLine(row, nameOf(row)));
    if (kind === "operator") lines.push(operatorLine(row, toldBy(open, row)));
    if (kind === "handed-out") {
      const told = toldBy(open, row);
      const file = told.export ?? told.code ?? row.id;
      files.set(file, [...(files.get(file) ?? []), { ...row, told }]);
    }
  }
  const begun = await reasonsOf(scope, open, files);
  for (const [file, events] of files) {
    const line = fileLine(events, begun.get(file), nameOf);
    if (line) lines.push(line);
  }
  return lines.sort((one, other) => (one.position ?? 0) - (other.position ?? 0));
}

function careLine(row: EventRow, actor: string): AccountingLine {
  const purpose = Object.entries(rolePurposes).find(([role]) => role === row.role)?.[1];
  return {
    on: row.on,
    position: row.position,
    recipient: `${actor}, member of the clinic`,
    address: undefined,
    description: labelOf(row.action),
    purpose: purpose === undefined ? "Not stated" : purposeLabels[purpose],
  };
}

function operatorLine(row: EventRow, told: Told): AccountingLine {
  return {
    on: row.on,
    position: row.position,
    recipient: told.recipient ?? "Platform operator",
    address: told.address,
    description: labelOf(row.action),
    purpose: told.purpose ?? told.reason ?? "Support of the platform",
  };
}

/** One file or paper. That a file was entered in the list of issued ones is no second one. */
function fileLine(
  events: readonly OpenedRow[],
  begun: Told | undefined,
  nameOf: (row: EventRow) => string,
): AccountingLine | undefined {
  const first = events.find(({ action }) => action !== "document.issued") ?? events[0];
  if (!first) return undefined;
  const all = [...events.map(({ told }) => told), ...(begun === undefined ? [] : [begun])];
  const say = (name: "recipient" | "address" | "reason" | "purpose" | "kind") =>
    all.find((told) => told[name] !== undefined)?.[name];
  const kind = say("kind");
  if (kind === ownAccounting) return undefined;
  const words = labelOf(first.action);
  return {
    on: first.on,
    position: first.position,
    recipient: say("recipient") ?? `${nameOf(first)}, member of the clinic`,
    address: say("address"),
    description: kind === undefined ? words : `${words}: ${kindWords(kind)}`,
    purpose: say("purpose") ?? say("reason") ?? "Not stated",
  };
}

/** What the exports said when they began, of those of which no event about the patient says why. */
async function reasonsOf(
  scope: MemberScope,
  open: Opener,
  files: ReadonlyMap<string, readonly OpenedRow[]>,
): Promise<ReadonlyMap<string, Told>> {
  const unexplained = [...files.values()].flatMap(([first, ...others]) =>
    first?.told.export !== undefined &&
    [first, ...others].every(({ told }) => told.reason === undefined)
      ? [first]
      : [],
  );
  const started = await startedBefore(scope, unexplained);
  const told = started.map((row) => toldBy(open, row));
  return new Map(told.flatMap((each) => (each.export === undefined ? [] : [[each.export, each]])));
}

function toldBy(open: Opener, { id, detail }: Pick<EventRow, "id" | "detail">): Told {
  if (detail === null) return {};
  const told = Told.safeParse(JSON.parse(open(detail, detailPlace(id))));
  return told.success ? told.data : {};
}
