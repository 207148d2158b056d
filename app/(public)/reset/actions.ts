"use server";

import { ChoosePassword, chooseByLink } from "#lib/auth/password-forms";
import { visitorAction } from "#lib/auth/visitor-action";

/** Chooses a new password with the link that this browser came in by. */
export const chooseByLinkAction = visitorAction(ChoosePassword, chooseByLink);
