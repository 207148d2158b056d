"use server";

import { visitorAction } from "#lib/auth/visitor-action";
import { AskForReset, askForReset } from "#lib/passwords/forms";

/** Asks for a link to choose a new password. The answer is the same for every address. */
export const askForResetAction = visitorAction(AskForReset, askForReset);
