import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { auditEvents } from "#db/schema/audit-events";
import { NotFound } from "#lib/errors";
import { nilId } from "#lib/ids";
import { readRecord } from "#lib/phi/records";
import type { MemberScope } from "#lib/scope";
import { type AuditDetails, detailPlace } from "./append.ts";
import type { Changes } from "./changes.ts";
import { actorNames, eventView, lineColumns, patientNames } from "./events.ts";
import type { GetEvent } from "./input.ts";
import type { EventDetailView, RevealedView } from "./view.ts";

const most = 50;

const Value = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]);

/** How an event's details are read back. */
const Content = z
  .object({ changes: z.record(z.string(), z.tuple([Value, Value])).optional() })
  .catchall(Value);

/** What an event says in words, apart from which fields it changed. */
function contentOf(text: string): { details: AuditDetails; changes: Changes } {
  const { changes = {}, ...details } = readRecord(Content, text);
  return { details: details as AuditDetails, changes };
}

/** The names of what is known, without the values. */
const fieldsOf = (details: AuditDetails): readonly string[] =>
  Object.entries(details).flatMap(([name, value]) => (value === null ? [] : [name]));

/** One event with its place in the chain and the names of its fields, which is recorded for the patients it names. */
export async function getEvent(scope: MemberScope, input: GetEvent): Promise<EventDetailView> {
  scope.require("audit:read");
  const [row] = await scope.tx
    .select({
      ...lineColumns,
      id: auditEvents.id,
      entityId: auditEvents.entityId,
      transactionId: auditEvents.transactionId,
      detail: auditEvents.detail,
      hash: auditEvents.hash,
      prevHash: auditEvents.prevHash,
    })
    .from(auditEvents)
    .where(and(eq(auditEvents.tenantId, scope.tenantId), eq(auditEvents.seq, input.position)));
  if (!row) throw new NotFound("event");

  const { id, entityId, transactionId, detail, hash, prevHash, ...line } = row;
  const shown = line.subjects.slice(0, most);
  const open = scope.disclose({
    action: "event.viewed",
    entity: "events",
    entityId: id,
    patientIds: shown,
    details: { position: input.position },
  });
  const actors = await actorNames(scope, [line.actorId]);
  const names = await patientNames(scope, open, shown);
  const content = contentOf(detail === null ? "{}" : open(detail, detailPlace(id)));
  return {
    ...eventView(line, actors, names),
    id,
    entityId: entityId === nilId ? undefined : entityId,
    transactionId,
    fields: fieldsOf(content.details),
    changed: Object.keys(content.changes),
    patients: shown.map((patientId) => ({
      id: patientId,
      name: names.get(patientId) ?? patientId,
    })),
    hash: Buffer.from(hash).toString("hex"),
    prevHash: Buffer.from(prevHash).toString("hex"),
  };
}

/** The values of an event's fields, and of those it changed before and after. Who asks for them is recorded apart from who opened the event. */
export async function revealEvent(
  scope: MemberScope,
  { position }: GetEvent,
): Promise<RevealedView> {
  scope.require("audit:read");
  const [row] = await scope.tx
    .select({ id: auditEvents.id, detail: auditEvents.detail, subjects: auditEvents.subjects })
    .from(auditEvents)
    .where(and(eq(auditEvents.tenantId, scope.tenantId), eq(auditEvents.seq, position)));
  if (!row) throw new NotFound("event");
  const open = scope.disclose({
    action: "values.revealed",
    entity: "events",
    entityId: row.id,
    patientIds: row.subjects.slice(0, most),
    details: { position },
  });
  const { id, detail } = row;
  return contentOf(detail === null ? "{}" : open(detail, detailPlace(id)));
}
