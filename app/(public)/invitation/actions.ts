"use server";

import { AcceptInvitation, acceptByLink } from "#lib/auth/password-forms";
import { visitorAction } from "#lib/auth/visitor-action";

/** Accepts the invitation whose link this browser came in by. */
export const acceptByLinkAction = visitorAction(AcceptInvitation, acceptByLink);
