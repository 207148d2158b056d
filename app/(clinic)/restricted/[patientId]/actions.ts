"use server";

import { formAction } from "#lib/action";
import { breakGlass, endOwnGrant } from "#lib/break-glass/commands";
import { BreakGlass, WhichGrant } from "#lib/break-glass/input";

/** Opens a restricted chart for an hour, after a fresh proof. */
export const breakGlassAction = formAction("glass:break", BreakGlass, breakGlass, { fresh: true });

/** Ends one's own access before the hour is over. */
export const endGrantAction = formAction("glass:break", WhichGrant, endOwnGrant);
