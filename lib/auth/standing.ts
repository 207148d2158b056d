import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { signInRules } from "#db/schema/sign-in-rules";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import type { MemberRole } from "#lib/access/permissions";
import { placeContext } from "./directory.ts";
import type { Assurance } from "./session-rows.ts";
import type { LiveSession } from "./session-store.ts";

/**
 * How far a live session reaches at this moment. `pending`: the password alone was right. `choosing`:
 * no clinic yet. `owing`: the clinic asks for more than was shown. `locked`: the screen is. `open`:
 * everything the roles allow. `ended`: the member, the roles or the clinic it was opened for are no
 * longer what they were, so it reaches nothing and must be opened anew.
 */
export type Standing =
  | { readonly kind: "none" }
  | Outside<"pending">
  | Outside<"choosing">
  | Outside<"ended">
  | {
      readonly kind: "owing";
      readonly session: LiveSession;
      readonly actor: Actor;
      readonly required: Assurance;
    }
  | Inside<"locked">
  | Inside<"open">;

// One member of the union for each kind, so that a door can be for some of them and know what it gets.
interface Outside<Kind extends string> {
  readonly kind: Kind;
  readonly session: LiveSession;
}
interface Inside<Kind extends string> extends Outside<Kind> {
  readonly actor: Actor;
}

/** What of a session says for which state of a member it was opened. */
export type Standpoint = Pick<LiveSession, "id" | "accountId" | "memberEpoch">;

/** The member of a signed-in session with the roles and rules of this moment, or undefined when it stands for nobody any more. */
async function findMember(session: Standpoint, tenantId: string, memberId: string) {
  return inTenant(placeContext({ tenantId, memberId }), async (tx) => {
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
          eq(members.accountId, session.accountId),
          eq(members.epoch, session.memberEpoch ?? 0),
          eq(members.status, "active"),
          eq(tenants.status, "active"),
        ),
      );
    if (!member) return undefined;

    const held = await tx
      .select({
        role: sql<MemberRole>`${memberRoles.role}`,
        required: sql<Assurance | null>`${signInRules.assurance}`,
      })
      .from(memberRoles)
      .leftJoin(
        signInRules,
        and(eq(signInRules.tenantId, memberRoles.tenantId), eq(signInRules.role, memberRoles.role)),
      )
      .where(and(eq(memberRoles.tenantId, tenantId), eq(memberRoles.memberId, memberId)))
      .orderBy(asc(memberRoles.position), asc(memberRoles.role));
    const { accountId, id: sessionId } = session;
    const roles = held.map(({ role }) => role);
    const actor: Actor = { ...member, tenantId, memberId, accountId, sessionId, roles };
    // The strictest rule over any of their roles holds, whichever role a request runs under.
    const required = Math.max(1, ...held.map((each) => each.required ?? 1));
    return { actor, required: required as Assurance };
  });
}

/** Where a session stands at this moment: whatever an admin changed counts from the next request on. */
export async function standingOf(session: LiveSession): Promise<Standing> {
  if (session.stage === "pending_factor") return { kind: "pending", session };
  const { tenantId, memberId } = session;
  if (session.stage === "choosing" || tenantId === null || memberId === null)
    return { kind: "choosing", session };

  const found = await findMember(session, tenantId, memberId);
  if (!found) return { kind: "ended", session };
  const { actor, required } = found;
  if (session.isLocked) return { kind: "locked", session, actor };
  if (session.assurance < required) return { kind: "owing", session, actor, required };
  return { kind: "open", session, actor };
}

/** Whether the member of a signed-in session is still what they were when it was opened. */
export async function stillStands(
  session: Standpoint,
  tenantId: string,
  memberId: string,
): Promise<boolean> {
  return (await findMember(session, tenantId, memberId)) !== undefined;
}
