import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { sessions } from "#db/schema/sessions";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import type { MemberRole } from "#lib/access/permissions";
import { sessionLimits } from "./limits.ts";
import { tokenHash } from "./session-token.ts";

/** How far a person has come: a second factor is owed, a clinic is still to be chosen, or signed in. */
export type SessionStage = "pending_factor" | "choosing" | "signed_in";

/** A session that has not ended, as the database saw it at the beginning of this request. */
export interface LiveSession {
  readonly id: string;
  readonly hash: Uint8Array;
  readonly accountId: string;
  readonly tenantId: string | null;
  readonly memberId: string | null;
  readonly stage: SessionStage;
  /** Seconds until it ends if nobody does anything, and until it ends whatever anybody does. */
  readonly idleSeconds: number;
  readonly overallSeconds: number;
}

const seconds = (count: number) => sql`make_interval(secs => ${count}::int)`;
const idleEnd = sql`${sessions.lastSeenAt} + ${seconds(sessionLimits.idle)}`;
const overallEnd = sql`${sessions.createdAt} + ${seconds(sessionLimits.overall)}`;
const isLive = sql`clock_timestamp() < ${idleEnd} and clock_timestamp() < ${overallEnd}`;
const left = (end: typeof idleEnd) =>
  sql<number>`floor(extract(epoch from (${end} - clock_timestamp())))::int`;

/**
 * The live session behind a token, or undefined. Unless the request is a background one, seeing a
 * session keeps it alive; the row is written at most every half a minute. The limits, the account's
 * epoch and its status are judged here, on the database clock.
 */
export async function findSession(
  token: string | undefined,
  { isBackground }: { readonly isBackground: boolean },
): Promise<LiveSession | undefined> {
  const hash = tokenHash(token);
  if (hash === undefined) return undefined;

  return inDirectory(async (tx) => {
    const [row] = await tx
      .select({
        id: sessions.id,
        accountId: sessions.accountId,
        tenantId: sessions.tenantId,
        memberId: sessions.memberId,
        stage: sql<SessionStage>`${sessions.stage}`,
        idleSeconds: left(idleEnd),
        overallSeconds: left(overallEnd),
        isStale: sql<boolean>`${sessions.lastSeenAt} < clock_timestamp() - ${seconds(sessionLimits.touchAfter)}`,
      })
      .from(sessions)
      .innerJoin(accounts, eq(accounts.id, sessions.accountId))
      .where(
        and(
          eq(sessions.tokenHash, hash),
          eq(accounts.status, "active"),
          eq(accounts.epoch, sessions.epoch),
          isLive,
        ),
      );
    if (!row) return undefined;

    const { isStale, ...session } = row;
    if (isBackground) return { ...session, hash };
    if (isStale) {
      await tx
        .update(sessions)
        .set({ lastSeenAt: sql`clock_timestamp()` })
        .where(eq(sessions.tokenHash, hash));
    }
    return { ...session, hash, idleSeconds: Math.min(sessionLimits.idle, session.overallSeconds) };
  });
}

/**
 * The member whose session is open in a clinic, with the roles they hold at this moment. Undefined
 * when the clinic is suspended, the member deactivated, or the membership another account's.
 */
export async function findActor(session: LiveSession): Promise<Actor | undefined> {
  const { tenantId, memberId, accountId } = session;
  if (session.stage !== "signed_in" || tenantId === null || memberId === null) return undefined;

  return inTenant({ tenantId, actorId: memberId, role: "chartkeep_directory" }, async (tx) => {
    const [member] = await tx
      .select({
        displayName: members.displayName,
        tenant: {
          id: tenants.id,
          name: tenants.name,
          slug: tenants.slug,
          color: tenants.color,
          timeZone: tenants.timeZone,
          specialty: tenants.specialty,
        },
      })
      .from(members)
      .innerJoin(tenants, eq(tenants.id, members.tenantId))
      .where(
        and(
          eq(members.tenantId, tenantId),
          eq(members.id, memberId),
          eq(members.accountId, accountId),
          eq(members.status, "active"),
          eq(tenants.status, "active"),
        ),
      );
    if (!member) return undefined;

    const held = await tx
      .select({ role: sql<MemberRole>`${memberRoles.role}` })
      .from(memberRoles)
      .where(and(eq(memberRoles.tenantId, tenantId), eq(memberRoles.memberId, memberId)))
      .orderBy(asc(memberRoles.position), asc(memberRoles.role));
    const roles = held.map(({ role }) => role);
    return { ...member, tenantId, memberId, accountId, sessionId: session.id, roles };
  });
}
