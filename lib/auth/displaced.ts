import "server-only";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { tenantKeys } from "#lib/phi/keys";
import { browserWords } from "./browser-words.ts";
import { placeContext } from "./directory.ts";
import type { Displaced } from "./session-rows.ts";

/** The browsers of sessions that had to end for a new one, as its person is told; null for none. */
export const displacedWords = (displaced: readonly Displaced[]): string | null =>
  displaced.length === 0
    ? null
    : displaced.map(({ userAgent }) => browserWords(userAgent)).join(", ");

/** The events of those that were open in this clinic, to be appended where they end. */
export const displacedIn = (
  tenantId: string,
  displaced: readonly Displaced[],
): readonly AuditDraft[] =>
  displaced
    .filter((session) => session.tenantId === tenantId)
    .map(({ id }) => ({ action: "session.displaced", entity: "sessions", entityId: id }));

/** Appends the events of those that were open elsewhere, each to the trail of its own clinic. */
export async function recordDisplaced(
  displaced: readonly Displaced[],
  besides?: string,
): Promise<void> {
  for (const { id, tenantId, memberId } of displaced) {
    if (tenantId === null || memberId === null || tenantId === besides) continue;
    const context = placeContext({ tenantId, memberId });
    const keys = await tenantKeys(context);
    const event = { action: "session.displaced", entity: "sessions", entityId: id } as const;
    await inTenant(context, (tx) => appendEvents(tx, keys, [event]));
  }
}
