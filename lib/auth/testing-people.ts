import { platformOperatorId } from "#db/roles";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { listOutbox, type StoredMail } from "#lib/mail/outbox";
import { admin, newClinic } from "#lib/testing";

/** A person of a test's own, with an account whose password nobody knows, who works in new clinics. */
export interface TestPerson {
  readonly accountId: string;
  readonly email: string;
  readonly tenants: readonly string[];
  readonly members: readonly string[];
}

/** Makes a person who works in `clinics` new clinics. */
export async function newWorker(clinics: number, passwordHash = "none"): Promise<TestPerson> {
  const accountId = newId();
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${email}, ${passwordHash})`;
  const tenants: string[] = [];
  const members: string[] = [];
  for (let count = 0; count < clinics; count += 1) {
    const { tenantId } = await newClinic();
    const memberId = newId();
    await admin.begin(async (tx) => {
      await tx`select set_config('app.current_tenant', ${tenantId}, true),
        set_config('app.actor', ${platformOperatorId}, true)`;
      await tx`insert into app.members (tenant_id, id, account_id, display_name)
        values (${tenantId}, ${memberId}, ${accountId}, 'Wilhelmina Fairweather')`;
      await tx`insert into app.member_roles (tenant_id, member_id, role)
        values (${tenantId}, ${memberId}, 'biller')`;
      await tx`insert into directory.memberships (account_id, tenant_id, member_id)
        values (${accountId}, ${tenantId}, ${memberId})`;
    });
    tenants.push(tenantId);
    members.push(memberId);
  }
  return { accountId, email, tenants, members };
}

/** Opens a session of an account in its first clinic, past every door. Returns the token. */
export async function sessionOf(
  person: TestPerson,
  token: string,
  hash: Uint8Array,
): Promise<string> {
  await admin`insert into directory.sessions
      (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch)
    select ${hash}, ${newId()}, id, ${person.tenants[0] ?? ""}, ${person.members[0] ?? ""}, 1, 'signed_in', epoch
    from directory.accounts where id = ${person.accountId}`;
  return token;
}

/** The mails that an address got, newest first. */
export async function mailsTo(email: string): Promise<StoredMail[]> {
  return (await listOutbox(env().OUTBOX_FOLDER ?? "", 200)).filter(({ to }) => to === email);
}

/** The token of the link in a mail. */
export function tokenIn(mail: StoredMail | undefined): string {
  const [, token] = /\/(?:reset|invitation)\/([A-Za-z0-9_-]{43})\n/.exec(mail?.text ?? "") ?? [];
  if (token === undefined) throw new Error("there is no link in this mail");
  return token;
}

/** The actions that a clinic's trail holds, without the database's own. */
export async function actionsIn(tenantId: string): Promise<string[]> {
  const events = await admin<{ action: string }[]>`select action from audit.events
    where tenant_id = ${tenantId} and action not like 'row.%' order by seq`;
  return events.map(({ action }) => action);
}
