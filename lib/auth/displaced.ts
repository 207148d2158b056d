import "server-only";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { sendLetter } from "#lib/links/links";
import { takeMail } from "#lib/links/mail-throttle";
import { log } from "#lib/log";
import { displacedLetter } from "#lib/mail/letters";
import { tenantKeys } from "#lib/phi/keys";
import { browserWords } from "./browser-words.ts";
import { emailOf, placeContext } from "./directory.ts";
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

async function tellOf(accountId: string, browsers: string): Promise<void> {
  try {
    const email = await emailOf(accountId);
    if (email === undefined || (await takeMail("displaced", email)) > 0) return;
    await sendLetter(email, displacedLetter(browsers));
  } catch (error) {
    log.error({ err: error }, "a session that had to end was not told by mail");
  }
}

/**
 * Goes on after sessions had to end for a new one: appends the events of those that were open elsewhere,
 * each to the trail of its own clinic, and mails their person. A mail that cannot leave is logged, since
 * the page says it too.
 */
export async function tellDisplaced(
  accountId: string,
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
  const browsers = displacedWords(displaced);
  if (browsers !== null) void tellOf(accountId, browsers);
}
