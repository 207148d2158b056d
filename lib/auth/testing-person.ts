import { platformOperatorId } from "#db/roles";
import { newId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";
import { findSession, type LiveSession } from "./session-store.ts";
import { type OpenedSession, openSession } from "./sessions.ts";

type Sql = Parameters<Parameters<typeof admin.begin>[1]>[0];

/** Changes a clinic's rows from outside the application, as the audit triggers demand: in its name, by somebody. */
export const inClinic = (tenantId: string, work: (tx: Sql) => Promise<unknown>) =>
  admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true),
      set_config('app.actor', ${platformOperatorId}, true)`;
    await work(tx);
  });

/** Somebody with an account who is a member of one or more clinics, each with whoever else is there. */
export interface TestPerson {
  readonly accountId: string;
  readonly email: string;
  readonly tenants: readonly string[];
  readonly members: readonly string[];
}

/** Makes a person who is a biller in so many new clinics. Their password hash is given, since making one takes long. */
export async function newPerson({ clinics = 1, passwordHash = "none" } = {}): Promise<TestPerson> {
  const accountId = newId();
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${email}, ${passwordHash})`;
  const places = [];
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
    email,
    tenants: places.map(({ tenantId }) => tenantId),
    members: places.map(({ memberId }) => memberId),
  };
}

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
