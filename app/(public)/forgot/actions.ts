"use server";

import { AskForReset, askForReset } from "#lib/auth/password-forms";
import { visitorAction } from "#lib/auth/visitor-action";

/** Asks for a link to choose a new password. The answer is the same for every address. */
export const askForResetAction = visitorAction(AskForReset, askForReset);
