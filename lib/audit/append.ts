import "server-only";
import { isIP } from "node:net";
import { type SQL, sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { newId, nilId } from "#lib/ids";
import { type FieldKeys, type Place, sealField } from "#lib/phi/envelope";
import { eventSignals } from "#lib/signals";
import type { Changes } from "./changes.ts";
import type { Outcome, RecordedAction } from "./vocabulary.ts";

/** What an event may add in words and numbers. It may hold PHI, so it is sealed. */
export type AuditDetails = Readonly<
  Record<string, string | number | boolean | null | readonly string[]>
>;

/** What whoever acts says of an event. The clinic, the actor, the role, the time, the purpose and the grant are the database's own word. */
export interface AuditDraft {
  readonly action: RecordedAction;
  readonly outcome?: Outcome;
  readonly entity?: string;
  readonly entityId?: string;
  readonly patientIds?: readonly string[];
  /** The IP address that it came from; what is none ("unknown") is left out. */
  readonly address?: string | undefined;
  readonly details?: AuditDetails;
  /** Which fields of a record the act changed. It is sealed with the details. */
  readonly changes?: Changes;
}

const batch = 500;

/** Where an event's details are sealed: the row is the event's own id, in the outbox and in the chain. */
export function detailPlace(eventId: string): Place {
  return { table: "outbox", column: "detail", rowId: eventId };
}

/**
 * Appends `drafts` to the clinic's chain, in their order. The links are made inside COMMIT, so this
 * is the last statement of a transaction and holds no lock. What cannot be appended throws, and the
 * transaction is lost with everything in it.
 */
export async function appendEvents(
  tx: TenantTx,
  keys: FieldKeys,
  drafts: readonly AuditDraft[],
): Promise<void> {
  for (let start = 0; start < drafts.length; start += batch) {
    const rows = drafts.slice(start, start + batch).map((draft) => rowOf(keys, draft));
    await tx.execute(sql`
      insert into audit.outbox (id, action, outcome, entity, address, entity_id, subjects, detail)
      values ${sql.join(rows, sql`, `)}`);
  }
  if (eventSignals.hasSubscribers && drafts.length > 0)
    eventSignals.publish({ count: drafts.length });
}

function rowOf(keys: FieldKeys, draft: AuditDraft): SQL {
  const id = newId();
  const { action, outcome = "success", entity = "", entityId = nilId, patientIds = [] } = draft;
  const { details, changes } = draft;
  const content = changes === undefined ? details : { ...details, changes };
  const detail = content && sealField(keys, detailPlace(id), JSON.stringify(content));
  const address = draft.address !== undefined && isIP(draft.address) ? draft.address : null;
  return sql`(${id}::uuid, ${action}, ${outcome}, ${entity}, ${address}::inet, ${entityId}::uuid,
    ${sql.param([...patientIds])}::uuid[], ${detail ?? null}::bytea)`;
}
