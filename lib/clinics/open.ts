import "server-only";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { newId } from "#lib/ids";
import { type ClinicInput, colorOf } from "./input.ts";
import { makeClinic } from "./make.ts";

/** A clinic just made, and its first administrator, who is invited and has not accepted yet. */
export interface OpenedClinic {
  readonly tenantId: string;
  readonly memberId: string;
}

/**
 * Makes a clinic with its keys and its first administrator as an invited member, in one transaction: a
 * clinic without anybody who could administer it cannot come about. The mail is the caller's to send.
 */
export async function openClinic(input: ClinicInput, reason: string): Promise<OpenedClinic> {
  const { administrator, ...clinic } = input;
  const memberId = newId();
  const tenantId = await makeClinic(
    { ...clinic, color: colorOf(clinic.slug) },
    {
      details: { reason, slug: clinic.slug },
      also: async (tx, id) => {
        const { email, displayName } = administrator;
        await tx
          .insert(members)
          .values({ tenantId: id, id: memberId, email, displayName, status: "invited" });
        const role = "tenant_admin" as const;
        await tx.insert(memberRoles).values({ tenantId: id, memberId, role, position: 1 });
        const details = { email, roles: [role] };
        return [{ action: "member.invited", entity: "members", entityId: memberId, details }];
      },
    },
  );
  return { tenantId, memberId };
}
