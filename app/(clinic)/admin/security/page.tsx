import type { Metadata } from "next";
import { RulesForm } from "#components/members/rules-form";
import { PageHeading } from "#components/ui/page-heading";
import { factorsOfMembers } from "#lib/auth/member-accounts";
import { currentActor, inScope } from "#lib/auth/session";
import { getSignInRules } from "#lib/members/sign-in-rules";
import { setSignInRulesAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign-in rules" };

/** By what each role has to sign in, and whom a change would ask for more. */
export default async function SecurityPage() {
  const { tenantId, memberId } = await currentActor();
  const { rules, members } = await inScope("security:manage", getSignInRules);
  const ids = members.map((member) => member.memberId);
  const factorsOf = await factorsOfMembers(tenantId, ids);

  return (
    <>
      <PageHeading title="Sign-in rules" />
      <RulesForm
        rules={rules}
        members={members.map((member) => ({ ...member, factors: factorsOf(member.memberId) }))}
        ownId={memberId}
        action={setSignInRulesAction}
      />
    </>
  );
}
