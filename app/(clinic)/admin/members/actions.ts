"use server";

import { formAction } from "#lib/action";
import { inviteMember } from "#lib/members/commands";
import { InviteMember } from "#lib/members/input";

/** Invites somebody to the clinic by mail. Whoever gives a role proves who they are first. */
export const inviteMemberAction = formAction("member:manage", InviteMember, inviteMember, {
  fresh: true,
});
