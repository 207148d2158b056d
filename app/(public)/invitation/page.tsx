import type { Metadata } from "next";
import { DeadLink } from "#components/session/dead-link";
import { Entrance } from "#components/session/entrance";
import { InvitationForm } from "#components/session/invitation-form";
import { roleWords } from "#lib/access/role-words";
import { heldToken } from "#lib/links/cookie";
import { findInvitation } from "#lib/links/joining";
import { acceptByLinkAction } from "./actions.ts";

export const metadata: Metadata = { title: "Invitation" };

/** Where an invitation is accepted, by whoever came in with a link that still works. */
export default async function InvitationPage() {
  const invitation = await findInvitation(await heldToken("invitation"));
  if (!invitation)
    return (
      <Entrance title="Invitation">
        <DeadLink kind="invitation" />
      </Entrance>
    );
  const { clinic, email, displayName, hasAccount, roles } = invitation;
  return (
    <Entrance title={`Join ${clinic}`}>
      <InvitationForm
        action={acceptByLinkAction}
        email={email}
        displayName={displayName}
        hasAccount={hasAccount}
        roles={roles.map((role) => roleWords[role]).join(", ")}
      />
    </Entrance>
  );
}
