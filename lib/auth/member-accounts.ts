import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { members } from "#db/schema/members";
import { memberships } from "#db/schema/memberships";
import { passkeys } from "#db/schema/passkeys";
import { sessions } from "#db/schema/sessions";
import { totpFactors } from "#db/schema/totp-factors";
import { inTenant } from "#db/tenant";
import { type Place, placeContext } from "./directory.ts";
import { isLive } from "./session-clock.ts";
import type { Factors } from "./view.ts";

// What a clinic may learn of an account that also works elsewhere: whether it has a second factor, since
// the clinic may ask for one, and what it has open here. Never where else it works or is signed in.

const noFactors: Factors = { hasCode: false, hasPasskey: false };

/** Which second factors each member of a clinic has. Somebody who has no account yet has none. */
export async function factorsOfMembers(
  tenantId: string,
  memberIds: readonly string[],
): Promise<(memberId: string) => Factors> {
  const rows = await inDirectory((tx) =>
    tx
      .select({
        memberId: memberships.memberId,
        hasCode: sql<boolean>`exists (select from ${totpFactors} where ${eq(totpFactors.accountId, memberships.accountId)})`,
        hasPasskey: sql<boolean>`exists (select from ${passkeys} where ${eq(passkeys.accountId, memberships.accountId)})`,
      })
      .from(memberships)
      .where(
        and(
          eq(memberships.tenantId, tenantId),
          sql`${memberships.memberId} = any(${sql.param([...memberIds])}::uuid[])`,
        ),
      ),
  );
  const found = new Map(rows.map(({ memberId, ...factors }) => [memberId, factors]));
  return (memberId) => found.get(memberId) ?? noFactors;
}

/** How many sessions a member has open in this clinic at this moment. */
export async function countSessions(place: Place): Promise<number> {
  const [row] = await inTenant(placeContext(place), (tx) =>
    tx
      .select({ open: sql<number>`count(*)::int` })
      .from(members)
      .innerJoin(accounts, eq(accounts.id, members.accountId))
      .innerJoin(
        sessions,
        and(
          eq(sessions.accountId, accounts.id),
          eq(sessions.epoch, accounts.epoch),
          eq(sessions.tenantId, members.tenantId),
          eq(sessions.memberEpoch, members.epoch),
        ),
      )
      .where(
        and(
          eq(members.tenantId, place.tenantId),
          eq(members.id, place.memberId),
          eq(members.status, "active"),
          isLive,
        ),
      ),
  );
  return row?.open ?? 0;
}
