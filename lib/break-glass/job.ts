import "server-only";
import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { platformOperatorId, memberRoles as roleNames } from "#db/roles";
import { accounts } from "#db/schema/accounts";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantContext } from "#db/tenant";
import { can } from "#lib/access/permissions";
import { appendEvents } from "#lib/audit/append";
import { env } from "#lib/env";
import { eachClinic } from "#lib/jobs/clinics";
import type { Job } from "#lib/jobs/job";
import { mailer } from "#lib/mail/configured";
import { glassBrokenLetter } from "#lib/mail/letters";
import { tenantKeys } from "#lib/phi/keys";
import { breakGlassJob } from "./job-name.ts";

const reviewers = roleNames.filter((role) => can(role, "glass:review"));

const context = (tenantId: string): TenantContext => ({
  tenantId,
  actorId: platformOperatorId,
  role: "chartkeep_directory",
});

/** Ends what the database no longer honours, and says so in the trail: an hour that ran out is an end like any other. */
export async function endExpired(tenantId: string): Promise<void> {
  const keys = await tenantKeys(context(tenantId));
  await inTenant(context(tenantId), async (tx) => {
    const ended = await tx
      .update(breakGlassGrants)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(breakGlassGrants.tenantId, tenantId),
          isNull(breakGlassGrants.endedAt),
          sql`${breakGlassGrants.endsAt} <= clock_timestamp()`,
        ),
      )
      .returning({
        id: breakGlassGrants.id,
        patientId: breakGlassGrants.patientId,
        memberId: breakGlassGrants.memberId,
        endedAt: breakGlassGrants.endedAt,
      });
    await appendEvents(
      tx,
      keys,
      ended.map(({ id, patientId, memberId, endedAt }) => ({
        action: "break-glass.ended",
        entity: "break_glass_grants",
        entityId: id,
        patientIds: [patientId],
        details: { by: "expiry", member: memberId, at: endedAt?.toISOString() ?? null },
      })),
    );
  });
}

/** Where the reviewers of a clinic read their mail, but for the member whose access it is. */
async function addressesIn(tenantId: string, besides: string): Promise<string[]> {
  const rows = await inTenant(context(tenantId), (tx) =>
    tx
      .selectDistinct({ email: accounts.email, memberId: members.id })
      .from(memberRoles)
      .innerJoin(
        members,
        and(eq(members.tenantId, memberRoles.tenantId), eq(members.id, memberRoles.memberId)),
      )
      .innerJoin(accounts, eq(accounts.id, members.accountId))
      .where(
        and(
          eq(memberRoles.tenantId, tenantId),
          inArray(memberRoles.role, reviewers),
          eq(members.status, "active"),
          eq(accounts.status, "active"),
        ),
      ),
  );
  return rows.filter(({ memberId }) => memberId !== besides).map(({ email }) => email);
}

/** Mails every access that no reviewer has been told of: who and when, never whose chart. One that is not taken is tried again. */
export async function tellReviewers(tenantId: string): Promise<void> {
  const untold = await inTenant(context(tenantId), (tx) =>
    tx
      .select({
        id: breakGlassGrants.id,
        memberId: breakGlassGrants.memberId,
        member: members.displayName,
        clinic: tenants.name,
      })
      .from(breakGlassGrants)
      .innerJoin(
        members,
        and(
          eq(members.tenantId, breakGlassGrants.tenantId),
          eq(members.id, breakGlassGrants.memberId),
        ),
      )
      .innerJoin(tenants, eq(tenants.id, breakGlassGrants.tenantId))
      .where(and(eq(breakGlassGrants.tenantId, tenantId), isNull(breakGlassGrants.toldAt)))
      .limit(50),
  );
  for (const { id, memberId, member, clinic } of untold) {
    const letter = glassBrokenLetter(clinic, member, `${env().APP_ORIGIN}/admin/break-glass`);
    const addresses = await addressesIn(tenantId, memberId);
    await Promise.all(addresses.map((to) => mailer().send({ to, ...letter })));
    await inTenant(context(tenantId), (tx) =>
      tx
        .update(breakGlassGrants)
        .set({ toldAt: sql`clock_timestamp()` })
        .where(and(eq(breakGlassGrants.tenantId, tenantId), eq(breakGlassGrants.id, id))),
    );
  }
}

/** Ends emergency accesses whose hour is over, and mails the reviewers of new ones, within a minute also when nobody hurries it. */
export const watchBreakGlass: Job = {
  name: breakGlassJob,
  everySeconds: 20,
  run: (signal) =>
    eachClinic(signal, async (tenantId) => {
      await endExpired(tenantId);
      await tellReviewers(tenantId);
    }),
};
