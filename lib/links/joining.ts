import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { links } from "#db/schema/links";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { memberships } from "#db/schema/memberships";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantTx } from "#db/tenant";
import type { MemberRole } from "#lib/access/permissions";
import { appendEvents } from "#lib/audit/append";
import { type Place, placeContext } from "#lib/auth/directory";
import { tokenHash } from "#lib/auth/session-token";
import { Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import { tenantKeys } from "#lib/phi/keys";

/** An invitation that can be accepted at this moment, as its page shows it. */
export interface Invitation extends Place {
  readonly email: string;
  readonly clinic: string;
  readonly displayName: string;
  readonly roles: readonly MemberRole[];
  /** Whether this address signs in already, for another clinic: then its password accepts. */
  readonly hasAccount: boolean;
}

const isLive = and(
  eq(links.kind, "invitation"),
  isNull(links.usedAt),
  sql`${links.expiresAt} > clock_timestamp()`,
);

async function findLink(hash: Uint8Array) {
  return inDirectory(async (tx) => {
    const [link] = await tx
      .select({
        email: links.email,
        tenantId: tenants.id,
        memberId: links.memberId,
        clinic: tenants.name,
        hasAccount: sql<boolean>`exists (select from ${accounts} where ${eq(accounts.email, links.email)})`,
      })
      .from(links)
      .innerJoin(tenants, and(eq(tenants.id, links.tenantId), eq(tenants.status, "active")))
      .where(and(eq(links.tokenHash, hash), isLive));
    return link;
  });
}

/** The invitation behind a link. Looking uses nothing up. */
export async function findInvitation(token: string | undefined): Promise<Invitation | undefined> {
  const hash = tokenHash(token);
  const link = hash && (await findLink(hash));
  if (!link?.memberId) return undefined;
  const place = { tenantId: link.tenantId, memberId: link.memberId };
  return inTenant(placeContext(place), async (tx) => {
    const [invited] = await tx
      .select({ displayName: members.displayName })
      .from(members)
      .where(isInvited(place, link.email));
    if (!invited) return undefined;
    const held = await tx
      .select({ role: sql<MemberRole>`${memberRoles.role}` })
      .from(memberRoles)
      .where(
        and(eq(memberRoles.tenantId, place.tenantId), eq(memberRoles.memberId, place.memberId)),
      )
      .orderBy(memberRoles.position);
    return { ...link, ...place, ...invited, roles: held.map(({ role }) => role) };
  });
}

const isInvited = ({ tenantId, memberId }: Place, email: string) =>
  and(
    eq(members.tenantId, tenantId),
    eq(members.id, memberId),
    eq(members.status, "invited"),
    eq(members.email, email),
  );

/** Who accepts: somebody new with the hash of the password they chose, or the account of an address that signs in already. */
export type Joiner = { readonly passwordHash: string } | { readonly accountId: string };

async function accountOf(tx: TenantTx, joiner: Joiner, email: string): Promise<string> {
  if ("accountId" in joiner) return joiner.accountId;
  const [made] = await tx
    .insert(accounts)
    .values({ id: newId(), email, passwordHash: joiner.passwordHash })
    .onConflictDoNothing()
    .returning({ id: accounts.id });
  // Somebody accepted an invitation of another clinic to the same address meanwhile.
  if (!made) throw new Refusal("account.exists");
  return made.id;
}

/**
 * Accepts an invitation: the link is used up, the account made where there is none, the membership and
 * the member's account written and recorded, all in one transaction of the clinic. Of many at once one
 * finds the link unused; the others, and a link that was withdrawn, replaced or has expired, change nothing.
 */
export async function join(
  token: string,
  invitation: Invitation,
  displayName: string,
  joiner: Joiner,
): Promise<void> {
  const hash = tokenHash(token);
  if (hash === undefined) throw new Refusal("link.dead");
  const { tenantId, memberId, email } = invitation;
  const context = placeContext(invitation);
  const keys = await tenantKeys(context);
  await inTenant(context, async (tx) => {
    const used = await tx
      .update(links)
      .set({ usedAt: sql`clock_timestamp()` })
      .where(and(eq(links.tokenHash, hash), isLive))
      .returning({ memberId: links.memberId });
    if (used.length === 0) throw new Refusal("link.dead");
    const accountId = await accountOf(tx, joiner, email);
    const added = await tx
      .insert(memberships)
      .values({ accountId, tenantId, memberId })
      .onConflictDoNothing()
      .returning({ memberId: memberships.memberId });
    if (added.length === 0) throw new Refusal("member.already-here");
    const joined = await tx
      .update(members)
      .set({ status: "active", accountId, displayName })
      .where(isInvited(invitation, email))
      .returning({ id: members.id });
    if (joined.length === 0) throw new Refusal("link.dead");
    await appendEvents(tx, keys, [
      { action: "member.joined", entity: "members", entityId: memberId },
    ]);
  });
}
