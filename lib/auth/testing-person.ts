import { admin } from "#lib/testing";
import type { TestPerson } from "#lib/testing-people";
import { findSession, type LiveSession } from "./session-store.ts";
import { type OpenedSession, openSession } from "./sessions.ts";

/** Signs a person in as if their password had just been right. */
export async function arrive(
  person: TestPerson,
  userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
): Promise<OpenedSession> {
  const { accountId, email } = person;
  const attempt = { email, address: "192.0.2.7" };
  const opened = await openSession({ accountId, epoch: 1, attempt, userAgent });
  if (!opened) throw new Error("no clinic is open to this person");
  return opened;
}

/** The live session behind a token, without keeping it alive. */
export const look = (token: string) => findSession(token, { isBackground: true });

/** The same, where there has to be one. */
export async function seen(token: string): Promise<LiveSession> {
  const session = await look(token);
  if (!session) throw new Error("this session has ended");
  return session;
}

/** What a clinic's trail says was done, without the rows; newest last. */
export async function trailOf(tenantId: string) {
  return admin<{ action: string; entity_id: string; actor_id: string }[]>`
    select action, entity_id, actor_id from audit.events
    where tenant_id = ${tenantId} and action not like 'row.%' order by seq`;
}
