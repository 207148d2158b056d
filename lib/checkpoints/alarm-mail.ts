import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { platformOperatorId } from "#db/roles";
import { accounts } from "#db/schema/accounts";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { can, grants, type MemberRole } from "#lib/access/permissions";
import { mailer } from "#lib/mail/configured";
import { chainAlarmLetter } from "#lib/mail/letters";
import type { AlarmKind } from "./alarms.ts";
import { asKeeper } from "./operator.ts";

/**
 * Tells whoever may verify the clinic's chain of each incident, once. An incident is claimed before
 * the mails leave, and given back if none could be sent.
 */
export async function mailAlarms(tenantId: string): Promise<void> {
  const claimed = await asKeeper(tenantId, (tx) =>
    tx.execute<{ id: string; kind: AlarmKind }>(sql`
      update audit.alarms set mailed_at = clock_timestamp()
      where tenant_id = ${tenantId} and mailed_at is null and cleared_at is null returning id, kind`),
  );
  for (const { id, kind } of claimed) {
    try {
      await mail(tenantId, kind);
    } catch (error) {
      await asKeeper(tenantId, (tx) =>
        tx.execute(sql`update audit.alarms set mailed_at = null
          where tenant_id = ${tenantId} and id = ${id}`),
      );
      throw error;
    }
  }
}

async function mail(tenantId: string, kind: AlarmKind): Promise<void> {
  const { clinic, addresses } = await recipients(tenantId);
  const letter = chainAlarmLetter(clinic, kind);
  const sent = await Promise.allSettled(addresses.map((to) => mailer().send({ to, ...letter })));
  const failed = sent.find((each) => each.status === "rejected");
  if (failed && sent.every((each) => each.status === "rejected")) throw failed.reason;
}

const verifiers = (Object.keys(grants) as MemberRole[]).filter((role) => can(role, "audit:verify"));

async function recipients(tenantId: string) {
  const context = { tenantId, actorId: platformOperatorId, role: "chartkeep_directory" } as const;
  const found = await inTenant(context, (tx) =>
    tx
      .selectDistinct({ accountId: members.accountId })
      .from(members)
      .innerJoin(
        memberRoles,
        and(eq(memberRoles.tenantId, members.tenantId), eq(memberRoles.memberId, members.id)),
      )
      .where(
        and(
          eq(members.tenantId, tenantId),
          eq(members.status, "active"),
          inArray(memberRoles.role, verifiers),
        ),
      ),
  );
  const ids = found.flatMap(({ accountId }) => accountId ?? []);
  return inDirectory(async (tx) => {
    const rows = await tx
      .select({ email: accounts.email })
      .from(accounts)
      .where(inArray(accounts.id, ids.length > 0 ? ids : [platformOperatorId]));
    const [tenant] = await tx
      .select({ name: tenants.name })
      .from(tenants)
      .where(eq(tenants.id, tenantId));
    return { clinic: tenant?.name ?? "your clinic", addresses: rows.map(({ email }) => email) };
  });
}
