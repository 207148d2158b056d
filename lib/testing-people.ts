import { platformOperatorId } from "#db/roles";
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

/** Somebody with an account, and where they are a member: each clinic beside who they are there. */
export interface TestPerson {
  readonly accountId: string;
  readonly email: string;
  readonly tenants: readonly string[];
  readonly members: readonly string[];
}

/** What a person is made with. `clinics` is how many new ones, or which; the password is nobody's to know unless its hash is given. */
export interface PersonDraft {
  readonly clinics?: number | readonly { readonly tenantId: string }[];
  readonly passwordHash?: string;
  readonly displayName?: string;
}

/** Makes a person of the test's own, who works as a biller in one new clinic unless said otherwise. */
export async function newPerson({
  clinics = 1,
  passwordHash = "none",
  displayName = "Test Person",
}: PersonDraft = {}): Promise<TestPerson> {
  const accountId = newId();
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${email}, ${passwordHash})`;
  const places: { tenantId: string; memberId: string }[] = [];
  const wanted =
    typeof clinics === "number"
      ? await Promise.all(Array.from({ length: clinics }, newClinic))
      : clinics;
  for (const { tenantId } of wanted) {
    const memberId = newId();
    await inClinic(tenantId, async (tx) => {
      await tx`insert into app.members (tenant_id, id, account_id, display_name)
        values (${tenantId}, ${memberId}, ${accountId}, ${displayName})`;
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
