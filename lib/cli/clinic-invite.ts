import { and, eq } from "drizzle-orm";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { inTenant } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { findClinic, operatorIn } from "#lib/clinics/make";
import { tenantKeys } from "#lib/phi/keys";
import { mailInvitation } from "./clinic-create.ts";
import { Complaint } from "./complaint.ts";

/** Mails the invitation again to the administrators of a clinic who have not accepted theirs: nobody inside could. */
export async function inviteAgain({ clinic: slug }: { readonly clinic?: string }): Promise<number> {
  if (!slug) throw new Complaint("--clinic is missing: name the clinic by its slug.");
  const found = await findClinic(slug);
  if (!found) throw new Complaint(`There is no clinic with the slug "${slug}".`);
  const context = operatorIn(found.id);
  const keys = await tenantKeys(context);
  const invited = await inTenant(context, async (tx) => {
    const open = await tx
      .select({ memberId: members.id, email: members.email })
      .from(members)
      .innerJoin(
        memberRoles,
        and(eq(memberRoles.tenantId, members.tenantId), eq(memberRoles.memberId, members.id)),
      )
      .where(
        and(
          eq(members.tenantId, found.id),
          eq(members.status, "invited"),
          eq(memberRoles.role, "tenant_admin"),
        ),
      );
    await appendEvents(
      tx,
      keys,
      open.map(({ memberId }) => ({
        action: "invitation.resent",
        entity: "members",
        entityId: memberId,
      })),
    );
    return open;
  });
  if (invited.length === 0)
    throw new Complaint(`No administrator of ${found.name} has an invitation open.`);
  for (const { memberId, email } of invited)
    await mailInvitation({ tenantId: found.id, memberId }, email ?? "", slug);
  return 0;
}
