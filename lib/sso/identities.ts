import "server-only";
import { and, desc, eq, ne, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { memberships } from "#db/schema/memberships";
import { sessions } from "#db/schema/sessions";
import { ssoIdentities } from "#db/schema/sso-identities";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { appendEvents } from "#lib/audit/append";
import { placeContext } from "#lib/auth/directory";
import { takeTurn } from "#lib/auth/session-clock";
import { NotFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { tenantKeys } from "#lib/phi/keys";
import type { ProvenIdentity } from "./edge.ts";
import type { IdentityView } from "./view.ts";

/** Whose identity this is in this clinic. An active account, of the member that it was linked for, or nobody's. */
export async function findIdentity(tenantId: string, { issuer, subject }: ProvenIdentity) {
  const [found] = await inDirectory((tx) =>
    tx
      .update(ssoIdentities)
      .set({ lastUsedAt: sql`clock_timestamp()` })
      .from(accounts)
      .innerJoin(memberships, eq(memberships.accountId, accounts.id))
      .where(
        and(
          eq(ssoIdentities.tenantId, tenantId),
          eq(ssoIdentities.issuer, issuer),
          eq(ssoIdentities.subject, subject),
          eq(accounts.id, ssoIdentities.accountId),
          eq(accounts.status, "active"),
          eq(memberships.tenantId, ssoIdentities.tenantId),
          eq(memberships.memberId, ssoIdentities.memberId),
        ),
      )
      .returning({
        accountId: ssoIdentities.accountId,
        memberId: ssoIdentities.memberId,
        epoch: accounts.epoch,
      }),
  );
  return found;
}

/**
 * Links an identity to the member who has just proven it, in the clinic whose provider vouched for it.
 * False when it is somebody else's there, or the member has another identity at that provider.
 */
export async function linkIdentity(
  actor: Actor,
  { issuer, subject }: ProvenIdentity,
): Promise<boolean> {
  const { tenantId, memberId, accountId } = actor;
  const context = placeContext(actor);
  const keys = await tenantKeys(context);
  return inTenant(context, async (tx) => {
    const id = newId();
    const made = await tx
      .insert(ssoIdentities)
      .values({ id, tenantId, issuer, subject, accountId, memberId })
      .onConflictDoNothing()
      .returning({ id: ssoIdentities.id });
    if (made.length === 0) {
      const own = await tx
        .select({ id: ssoIdentities.id })
        .from(ssoIdentities)
        .where(
          and(
            eq(ssoIdentities.tenantId, tenantId),
            eq(ssoIdentities.memberId, memberId),
            eq(ssoIdentities.issuer, issuer),
            eq(ssoIdentities.subject, subject),
          ),
        );
      return own.length > 0;
    }
    await appendEvents(tx, keys, [
      {
        action: "identity.linked",
        entity: "sso_identities",
        entityId: id,
        details: { issuer, subject },
      },
    ]);
    return true;
  });
}

/** The identities that a member has linked in the clinic they are in, newest first. */
export async function listIdentities({ tenantId, memberId }: Actor): Promise<IdentityView[]> {
  return inDirectory((tx) =>
    tx
      .select({
        identityId: ssoIdentities.id,
        issuer: ssoIdentities.issuer,
        linkedAt: ssoIdentities.createdAt,
        lastUsedAt: ssoIdentities.lastUsedAt,
      })
      .from(ssoIdentities)
      .where(and(eq(ssoIdentities.tenantId, tenantId), eq(ssoIdentities.memberId, memberId)))
      .orderBy(desc(ssoIdentities.createdAt)),
  );
}

/** Unlinks one of a member's own identities, and ends the other sessions that this clinic's provider vouched for. */
export async function unlinkIdentity(actor: Actor, identityId: string): Promise<void> {
  const { tenantId, memberId, accountId, sessionId } = actor;
  const context = placeContext(actor);
  const keys = await tenantKeys(context);
  await inTenant(context, async (tx) => {
    await takeTurn(tx, accountId);
    const [gone] = await tx
      .delete(ssoIdentities)
      .where(
        and(
          eq(ssoIdentities.id, identityId),
          eq(ssoIdentities.tenantId, tenantId),
          eq(ssoIdentities.memberId, memberId),
        ),
      )
      .returning({ issuer: ssoIdentities.issuer });
    if (!gone) throw new NotFound("identity");
    await tx
      .delete(sessions)
      .where(
        and(
          eq(sessions.accountId, accountId),
          eq(sessions.confinedTo, tenantId),
          ne(sessions.id, sessionId),
        ),
      );
    await appendEvents(tx, keys, [
      {
        action: "identity.unlinked",
        entity: "sso_identities",
        entityId: identityId,
        details: { issuer: gone.issuer },
      },
    ]);
  });
}
