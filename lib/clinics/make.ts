import "server-only";
import { eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { type MemberRole, platformOperatorId } from "#db/roles";
import { accounts } from "#db/schema/accounts";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { memberships } from "#db/schema/memberships";
import { tenantKeys as tenantKeyRows } from "#db/schema/tenant-keys";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantContext, type TenantTx } from "#db/tenant";
import { type AuditDetails, type AuditDraft, appendEvents } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { hashPassword } from "#lib/passwords/hashing";
import { newTenantKeys, tenantKeys } from "#lib/phi/keys";

/** A clinic to be made. */
export interface ClinicDraft {
  readonly slug: string;
  readonly name: string;
  readonly specialty: string;
  readonly color: string;
  readonly timeZone: string;
}

/** A person to be made a member of a clinic. */
export interface MemberDraft {
  readonly email: string;
  readonly displayName: string;
  readonly credentials?: string;
  readonly npi?: string;
  readonly roles: readonly MemberRole[];
}

/** What the platform operator does in a clinic is done as this. */
export const operatorIn = (tenantId: string): TenantContext => ({
  tenantId,
  role: "chartkeep_import",
  actorId: platformOperatorId,
});

/** The clinic of a slug, if there is one. */
export async function findClinic(
  slug: string,
): Promise<{ id: string; timeZone: string; name: string } | undefined> {
  const [found] = await inDirectory((tx) =>
    tx
      .select({ id: tenants.id, timeZone: tenants.timeZone, name: tenants.name })
      .from(tenants)
      .where(eq(tenants.slug, slug)),
  );
  return found;
}

/** What else is made in the transaction that makes a clinic, and the events that tell of it. */
export type ClinicPart = (tx: TenantTx, tenantId: string) => Promise<readonly AuditDraft[]>;

/**
 * Makes a clinic with its first keys and begins its audit trail, in one transaction with whatever `also`
 * adds: there is never a clinic without keys or without the event that says who made it. Returns its id.
 */
export async function makeClinic(
  draft: ClinicDraft,
  { also, details }: { readonly also?: ClinicPart; readonly details?: AuditDetails } = {},
): Promise<string> {
  const id = newId();
  const { rows, keys } = await newTenantKeys(id);
  await inTenant(operatorIn(id), async (tx) => {
    await tx.insert(tenants).values({ id, ...draft });
    await tx.insert(tenantKeyRows).values(rows);
    const more = (await also?.(tx, id)) ?? [];
    await appendEvents(tx, keys, [
      { action: "clinic.created", entity: "tenants", entityId: id, ...(details && { details }) },
      { action: "keys.created", entity: "tenant_keys" },
      ...more,
    ]);
  });
  keys.forget();
  return id;
}

/** Makes a person a member of a clinic, with an account if they have none. Someone who is one already stays as they are. */
export async function addMember(
  tenantId: string,
  draft: MemberDraft,
  password: string,
): Promise<void> {
  const accountId = await accountOf(draft.email, password);
  const isMember = await inDirectory((tx) =>
    tx.$count(
      memberships,
      sql`${memberships.accountId} = ${accountId} and ${memberships.tenantId} = ${tenantId}`,
    ),
  );
  if (isMember > 0) return;

  const memberId = newId();
  const { roles, ...person } = draft;
  const keys = await tenantKeys(operatorIn(tenantId));
  await inTenant(operatorIn(tenantId), async (tx) => {
    await tx.insert(members).values({ tenantId, id: memberId, accountId, ...person });
    await tx
      .insert(memberRoles)
      .values(roles.map((role, index) => ({ tenantId, memberId, role, position: index + 1 })));
    await appendEvents(tx, keys, [
      { action: "member.added", entity: "members", entityId: memberId, details: { roles } },
    ]);
  });
  await inDirectory((tx) => tx.insert(memberships).values({ accountId, tenantId, memberId }));
}

async function accountOf(email: string, password: string): Promise<string> {
  const [known] = await inDirectory((tx) =>
    tx.select({ id: accounts.id }).from(accounts).where(eq(accounts.email, email)),
  );
  if (known) return known.id;
  const id = newId();
  const passwordHash = await hashPassword(password);
  await inDirectory((tx) => tx.insert(accounts).values({ id, email, passwordHash }));
  return id;
}
