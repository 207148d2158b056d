import type { LiveSession } from "#lib/auth/session-store";
import { openSession } from "#lib/auth/sessions";
import { look } from "#lib/auth/testing-person";
import { admin } from "#lib/testing";
import type { TestPerson } from "#lib/testing-people";

/** A session of a person whose password was just right. */
export async function arrive({ accountId, email }: TestPerson): Promise<LiveSession> {
  const [account] = await admin<{ epoch: number }[]>`
    select epoch from directory.accounts where id = ${accountId}`;
  const opened = await openSession({
    accountId,
    epoch: account?.epoch ?? 0,
    attempt: { email, address: "192.0.2.1" },
    userAgent: "test",
  });
  const session = opened && (await look(opened.token));
  if (!session) throw new Error("no session was opened");
  return session;
}

/** What a clinic's trail says of a person's factors, oldest first. */
export async function factorEvents(tenantId: string): Promise<string[]> {
  const rows = await admin<{ action: string }[]>`select action from audit.events
    where tenant_id = ${tenantId} and action ~ '^(factor|passkey|recovery)' order by seq`;
  return rows.map(({ action }) => action);
}
