"use server";

import { visitorAction } from "#lib/auth/visitor-action";
import { AcceptInvitation, acceptByLink } from "#lib/passwords/forms";

/** Accepts the invitation whose link this browser came in by. */
export const acceptByLinkAction = visitorAction(AcceptInvitation, acceptByLink);
