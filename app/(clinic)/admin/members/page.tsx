import type { Metadata } from "next";
import { InviteDialog } from "#components/members/invite-dialog";
import { loadMemberState } from "#components/members/member-state";
import { MemberTable } from "#components/members/member-table";
import { PageHeading } from "#components/ui/page-heading";
import { factorsOfMembers } from "#lib/auth/member-accounts";
import { currentActor, inScope } from "#lib/auth/session";
import { listInvitations } from "#lib/links/invitations";
import { ListMembers } from "#lib/members/input";
import { listMembers } from "#lib/members/queries";
import { inviteMemberAction } from "./actions.ts";

export const metadata: Metadata = { title: "Members" };

/** Everyone who works in the clinic, as what, by what they sign in, and when they last did. */
export default async function MembersPage({ searchParams }: PageProps<"/admin/members">) {
  const asked = Object.entries(await loadMemberState(searchParams)).filter(
    ([, value]) => value !== null,
  );
  const parsed = ListMembers.safeParse(Object.fromEntries(asked));
  const input = parsed.success ? parsed.data : {};
  const { tenantId, tenant } = await currentActor();
  const page = await inScope("member:manage", (scope) => listMembers(scope, input));
  const ids = page.rows.map(({ memberId }) => memberId);
  const factorsOf = await factorsOfMembers(tenantId, ids);
  const invitations = await listInvitations(tenantId);
  const members = page.rows.map((member) => ({
    ...member,
    factors: factorsOf(member.memberId),
    invitation: invitations.get(member.memberId),
  }));

  return (
    <>
      <PageHeading title="Members" note={page.all}>
        <InviteDialog action={inviteMemberAction} />
      </PageHeading>
      <MemberTable page={page} members={members} timeZone={tenant.timeZone} />
    </>
  );
}
