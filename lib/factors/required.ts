import "server-only";
import { and, eq, max } from "drizzle-orm";
import { memberRoles } from "#db/schema/member-roles";
import { signInRules } from "#db/schema/sign-in-rules";
import { inTenant } from "#db/tenant";
import { listOpenPlaces, placeContext } from "#lib/auth/directory";
import type { Assurance } from "#lib/auth/session-rows";

/** What the strictest clinic of an account asks for, over all roles that the person holds there. */
export async function requiredAssurance(accountId: string): Promise<Assurance> {
  let strictest = 1;
  for (const place of await listOpenPlaces({ accountId })) {
    const [row] = await inTenant(placeContext(place), (tx) =>
      tx
        .select({ assurance: max(signInRules.assurance) })
        .from(memberRoles)
        .innerJoin(
          signInRules,
          and(
            eq(signInRules.tenantId, memberRoles.tenantId),
            eq(signInRules.role, memberRoles.role),
          ),
        )
        .where(
          and(eq(memberRoles.tenantId, place.tenantId), eq(memberRoles.memberId, place.memberId)),
        ),
    );
    strictest = Math.max(strictest, row?.assurance ?? 1);
  }
  return strictest as Assurance;
}
