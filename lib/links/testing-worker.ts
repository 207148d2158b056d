import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { listOutbox, type StoredMail } from "#lib/mail/outbox";
import { admin } from "#lib/testing";
import { newPerson, type TestPerson } from "#lib/testing-people";

/** Makes a person who works in `clinics` new clinics, under a name that a password must not be made of. */
export const newWorker = (clinics: number, passwordHash = "none"): Promise<TestPerson> =>
  newPerson({ clinics, passwordHash, displayName: "Wilhelmina Fairweather" });

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
