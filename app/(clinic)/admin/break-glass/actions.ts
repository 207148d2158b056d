"use server";

import { formAction } from "#lib/action";
import { endGrantOf, reviewGrant } from "#lib/break-glass/commands";
import { ReviewGrant, WhichGrant } from "#lib/break-glass/input";

/** Says what another member found about an emergency access. */
export const reviewGrantAction = formAction("glass:review", ReviewGrant, reviewGrant);

/** Ends somebody's emergency access that still runs. */
export const endGrantOfAction = formAction("glass:review", WhichGrant, endGrantOf);
