import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DetailsForm } from "#components/members/details-form";
import { MemberFacts } from "#components/members/member-facts";
import { MemberSteps } from "#components/members/member-steps";
import { MemberStatusChip, nameWithCredentials } from "#components/members/member-words";
import { RolesForm } from "#components/members/roles-form";
import { Card } from "#components/ui/card";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import { countSessions, factorsOfMembers } from "#lib/auth/member-accounts";
import { currentActor, inScope } from "#lib/auth/session";
import { listInvitations } from "#lib/links/invitations";
import { WhichMember } from "#lib/members/input";
import { getMember } from "#lib/members/queries";
import { memberActivityHref } from "#lib/routes";
import {
  changeDetailsAction,
  changeRolesAction,
  deactivateMemberAction,
  endMemberSessionsAction,
  reactivateMemberAction,
  resendInvitationAction,
  resetFactorsAction,
  startPasswordResetAction,
  withdrawInvitationAction,
} from "./actions.ts";

export const metadata: Metadata = { title: "Member" };

/** One member: who they are, what they may do, by what they sign in, and what can be done about them. */
export default async function MemberPage({ params }: PageProps<"/admin/members/[memberId]">) {
  const which = WhichMember.safeParse(await params);
  if (!which.success) notFound();
  const { memberId } = which.data;
  const { tenantId, tenant } = await currentActor();
  const member = await inScope("member:manage", (scope) => getMember(scope, which.data));
  const factors = (await factorsOfMembers(tenantId, [memberId]))(memberId);
  const sessions = await countSessions({ tenantId, memberId });
  const invitation = (await listInvitations(tenantId)).get(memberId);
  const isOpen = member.status === "active" || member.status === "invited";

  return (
    <>
      <PageHeading
        title={nameWithCredentials(member)}
        note={
          <span className="flex items-center gap-2">
            <MemberStatusChip status={member.status} invitation={invitation} />
            {member.isSelf ? "This is you" : null}
          </span>
        }
      >
        <TextLink href={memberActivityHref(memberId)}>Activity</TextLink>
      </PageHeading>
      <MemberFacts
        member={member}
        factors={factors}
        sessions={sessions}
        timeZone={tenant.timeZone}
      />
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          {isOpen ? (
            <Card>
              <RolesForm member={member} action={changeRolesAction} />
            </Card>
          ) : null}
          {member.status === "withdrawn" ? null : (
            <Card title="Details" headingId="details">
              <DetailsForm member={member} action={changeDetailsAction} />
            </Card>
          )}
        </div>
        <Card title="Access" headingId="access">
          <MemberSteps
            member={member}
            hasFactor={factors.hasCode || factors.hasPasskey}
            actions={{
              deactivate: deactivateMemberAction,
              reactivate: reactivateMemberAction,
              endSessions: endMemberSessionsAction,
              startReset: startPasswordResetAction,
              resetFactors: resetFactorsAction,
              resend: resendInvitationAction,
              withdraw: withdrawInvitationAction,
            }}
          />
        </Card>
      </div>
    </>
  );
}
