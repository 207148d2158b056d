import "server-only";
import { inDirectory } from "#db/directory";
import { inTenant } from "#db/tenant";
import type { Queries } from "#db/transaction";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { listPlaces, type Place, placeContext } from "#lib/auth/directory";
import type { LiveSession } from "#lib/auth/session-store";
import { tenantKeys } from "#lib/phi/keys";

/** Whose factors an event is about, and the clinic they are in, if any. */
export type Person = Pick<LiveSession, "accountId" | "tenantId">;

async function append<T>(place: Place, event: AuditDraft, work: (tx: Queries) => Promise<T>) {
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  return inTenant(context, async (tx) => {
    const result = await work(tx);
    await appendEvents(tx, keys, [event]);
    return result;
  });
}

/**
 * Changes something of a person's factors, and records it in every clinic that they belong to, since
 * each has to know. The change is committed with the event of the clinic that they are in.
 */
export async function recordedChange<T>(
  { accountId, tenantId }: Person,
  draft: Pick<AuditDraft, "action" | "outcome" | "details">,
  work: (tx: Queries) => Promise<T>,
): Promise<T> {
  const event: AuditDraft = { entity: "accounts", entityId: accountId, ...draft };
  const places = await listPlaces(accountId);
  const here = places.find((place) => place.tenantId === tenantId) ?? places[0];
  if (!here) return inDirectory(work);
  const result = await append(here, event, work);
  for (const place of places) {
    if (place !== here) await append(place, event, async () => undefined);
  }
  return result;
}

/** Records what happened at a person's factors, in every clinic that they belong to. */
export function recordEverywhere(
  person: Person,
  draft: Pick<AuditDraft, "action" | "outcome" | "details">,
): Promise<void> {
  return recordedChange(person, draft, async () => undefined);
}
