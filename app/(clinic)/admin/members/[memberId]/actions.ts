"use server";

import { formAction } from "#lib/action";
import { resendInvitation, startPasswordReset, withdrawInvitation } from "#lib/members/commands";
import { resetFactorsOf } from "#lib/members/factor-reset";
import { ChangeDetails, ChangeRoles, Deactivate, WhichMember } from "#lib/members/input";
import { changeRoles } from "#lib/members/roles";
import {
  changeDetails,
  deactivateMember,
  endSessionsOf,
  reactivateMember,
} from "#lib/members/standing";

const fresh = { fresh: true } as const;

/** Changes a member's name, credentials and NPI. */
export const changeDetailsAction = formAction("member:manage", ChangeDetails, changeDetails);

/** Gives and takes roles. */
export const changeRolesAction = formAction("member:manage", ChangeRoles, changeRoles, fresh);

/** Takes a member out of the clinic. */
export const deactivateMemberAction = formAction(
  "member:manage",
  Deactivate,
  deactivateMember,
  fresh,
);

/** Lets a member in again. */
export const reactivateMemberAction = formAction(
  "member:manage",
  WhichMember,
  reactivateMember,
  fresh,
);

/** Signs a member out of the clinic everywhere. */
export const endMemberSessionsAction = formAction(
  "member:manage",
  WhichMember,
  endSessionsOf,
  fresh,
);

/** Mails a member a link to choose a new password. */
export const startPasswordResetAction = formAction(
  "member:manage",
  WhichMember,
  startPasswordReset,
);

/** Mails an invitation again. */
export const resendInvitationAction = formAction("member:manage", WhichMember, resendInvitation);

/** Takes an invitation back. */
export const withdrawInvitationAction = formAction(
  "member:manage",
  WhichMember,
  withdrawInvitation,
);

/** Takes a member's second factors away. */
export const resetFactorsAction = formAction("member:manage", WhichMember, resetFactorsOf, fresh);
