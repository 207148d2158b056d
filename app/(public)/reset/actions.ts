"use server";

import { visitorAction } from "#lib/auth/visitor-action";
import { ChoosePassword, chooseByLink } from "#lib/passwords/forms";

/** Chooses a new password with the link that this browser came in by. */
export const chooseByLinkAction = visitorAction(ChoosePassword, chooseByLink);
