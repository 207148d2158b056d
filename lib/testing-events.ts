import { platformOperatorId } from "#db/roles";
import type { AuditDetails } from "#lib/audit/append";
import { detailPlace } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { admin, type TestClinic } from "#lib/testing";

/** An event of the past as a test puts it into the trail, at a time of the clinic's clock (Chicago): "2026-11-20 14:05". */
export interface PastEvent {
  readonly at: string;
  readonly action: string;
  /** Whose doing it was; the platform operator's if not said. */
  readonly actorId?: string;
  readonly role?: string;
  readonly patientIds?: readonly string[];
  readonly outcome?: string;
  readonly details?: AuditDetails;
}

let placed = 5_000_000;

/**
 * Puts events of another time into a clinic's trail, in their order, behind all that it has. They are linked
 * to nothing: for tests of who reads the trail, not of the chain.
 */
export async function placeEvents(clinic: TestClinic, events: readonly PastEvent[]): Promise<void> {
  const { tenantId } = clinic;
  const rows = await clinic.write(async ({ seal }) =>
    events.map((event) => {
      const id = newId();
      placed += 1;
      const { actorId = platformOperatorId, role = "none", outcome = "success" } = event;
      const detail = event.details && seal(detailPlace(id), JSON.stringify(event.details));
      const subjects = [...(event.patientIds ?? [])];
      return {
        id,
        seq: placed,
        at: event.at,
        actorId,
        role,
        outcome,
        action: event.action,
        subjects,
        detail: detail ?? null,
      };
    }),
  );
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    for (const { id, seq, at, actorId, role, outcome, action, subjects, detail } of rows) {
      await tx`insert into audit.events (tenant_id, seq, id, at, transaction_id, actor_id, db_role, action, outcome, entity, purpose, entity_id, grant_id, subjects, detail, detail_hash, prev_hash, hash)
        values (${tenantId}, ${seq}, ${id}, ${at}::text::timestamp at time zone 'America/Chicago', pg_current_xact_id(), ${actorId}, ${role}, ${action}, ${outcome}, '', 'TREAT',
          '00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000', ${subjects}, ${detail}, sha256(''), sha256(''), sha256(''))`;
      for (const patientId of subjects)
        await tx`insert into audit.subjects (tenant_id, patient_id, seq) values (${tenantId}, ${patientId}, ${seq})`;
    }
  });
}
