import { platformOperatorId } from "#db/roles";
import { findSession, type LiveSession } from "#lib/auth/session-store";
import { openSession } from "#lib/auth/sessions";
import { newId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";

type Sql = Parameters<Parameters<typeof admin.begin>[1]>[0];

/** Changes a clinic's rows from outside the application, as the audit triggers demand: in its name, by somebody. */
export const inClinic = (tenantId: string, work: (tx: Sql) => Promise<unknown>) =>
  admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true),
      set_config('app.actor', ${platformOperatorId}, true)`;
    await work(tx);
  });

/** Somebody with an account, and where they are a member. */
export interface TestPerson {
  readonly accountId: string;
  readonly tenants: readonly string[];
  readonly members: readonly string[];
}

/** A person of the test's own, who works as a biller in `clinics` new clinics. Their password is nobody's to know. */
export async function newPerson(clinics = 1, passwordHash = "no password"): Promise<TestPerson> {
  const accountId = newId();
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${`${accountId}@example.test`}, ${passwordHash})`;
  const places: { tenantId: string; memberId: string }[] = [];
  for (let count = 0; count < clinics; count += 1) {
    const { tenantId } = await newClinic();
    const memberId = newId();
    await inClinic(tenantId, async (tx) => {
      await tx`insert into app.members (tenant_id, id, account_id, display_name)
        values (${tenantId}, ${memberId}, ${accountId}, 'Test Person')`;
      await tx`insert into app.member_roles (tenant_id, member_id, role)
        values (${tenantId}, ${memberId}, 'biller')`;
      await tx`insert into directory.memberships (account_id, tenant_id, member_id)
        values (${accountId}, ${tenantId}, ${memberId})`;
    });
    places.push({ tenantId, memberId });
  }
  return {
    accountId,
    tenants: places.map(({ tenantId }) => tenantId),
    members: places.map(({ memberId }) => memberId),
  };
}

/** The session behind a token, as the next request will see it. */
export const look = (token: string): Promise<LiveSession | undefined> =>
  findSession(token, { isBackground: true });

/** A session of a person whose password was just right. */
export async function arrive({ accountId }: TestPerson): Promise<LiveSession> {
  const [account] = await admin<{ epoch: number }[]>`
    select epoch from directory.accounts where id = ${accountId}`;
  const opened = await openSession({
    accountId,
    epoch: account?.epoch ?? 0,
    attempt: { email: `${accountId}@example.test`, address: "192.0.2.1" },
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
