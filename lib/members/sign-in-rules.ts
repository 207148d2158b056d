import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { memberRoles as roleNames } from "#db/roles";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { signInRules } from "#db/schema/sign-in-rules";
import type { MemberRole } from "#lib/access/permissions";
import { changesBetween } from "#lib/audit/changes";
import { Conflict } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import { administer } from "./administration.ts";
import { type SetSignInRules, seenRules } from "./input.ts";
import type { Assurance, SignInRules } from "./rules.ts";
import type { SignInRulesView } from "./view.ts";

async function readRules({ tx, tenantId }: MemberScope): Promise<SignInRules> {
  const rows = await tx
    .select({
      role: sql<MemberRole>`${signInRules.role}`,
      assurance: sql<Assurance>`${signInRules.assurance}`,
    })
    .from(signInRules)
    .where(eq(signInRules.tenantId, tenantId));
  const entries = roleNames.map((role) => [
    role,
    rows.find((row) => row.role === role)?.assurance ?? 1,
  ]);
  return Object.fromEntries(entries) as SignInRules;
}

/** What the clinic asks of each role at sign-in, and everyone of whom it is asked. */
export async function getSignInRules(scope: MemberScope): Promise<SignInRulesView> {
  scope.require("security:manage");
  const { tx, tenantId } = scope;
  const rules = await readRules(scope);
  const held = sql<MemberRole[]>`array_agg(${memberRoles.role} order by ${memberRoles.position})`;
  const rows = await tx
    .select({ memberId: members.id, name: members.displayName, roles: held })
    .from(members)
    .innerJoin(
      memberRoles,
      and(eq(memberRoles.tenantId, members.tenantId), eq(memberRoles.memberId, members.id)),
    )
    .where(
      and(
        eq(members.tenantId, tenantId),
        eq(memberRoles.tenantId, tenantId),
        inArray(members.status, ["active"]),
      ),
    )
    .groupBy(members.id, members.displayName)
    .orderBy(asc(members.displayName), asc(members.id));
  return { rules, members: rows };
}

/** Sets what the clinic asks of each role. A stricter rule holds from everyone's next request on; nobody is signed out. */
export async function setSignInRules(
  scope: MemberScope,
  { seen, ...after }: SetSignInRules,
): Promise<void> {
  scope.require("security:manage");
  const { tx, tenantId } = scope;
  await administer(scope);
  const before = await readRules(scope);
  if (seenRules(before) !== seen) throw new Conflict("rules");
  const changed = roleNames.filter((role) => before[role] !== after[role]);
  if (changed.length === 0) return;
  await tx
    .insert(signInRules)
    .values(changed.map((role) => ({ tenantId, role, assurance: after[role] })))
    .onConflictDoUpdate({
      target: [signInRules.tenantId, signInRules.role],
      set: { assurance: sql`excluded.assurance` },
    });
  scope.record({
    action: "sign-in-rules.changed",
    entity: "sign_in_rules",
    changes: changesBetween(before, after),
  });
}
