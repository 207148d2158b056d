"use server";

import { formAction } from "#lib/action";
import { SaveView, SignCheckpoint, VerifyChain, WhichView } from "#lib/audit/input";
import { removeView, saveView } from "#lib/audit/saved-views";
import { askForCheckpoint } from "#lib/checkpoints/record";
import { verifyNow } from "#lib/checkpoints/verify-now";

/** Walks the clinic's whole chain and shows what came of it. */
export const verifyNowAction = formAction("audit:verify", VerifyChain, verifyNow);

/** Has the chain signed as it stands now; the background work does it within seconds. */
export const askForCheckpointAction = formAction("audit:verify", SignCheckpoint, askForCheckpoint);

/** Keeps the trail as it is narrowed, under a name. */
export const saveViewAction = formAction("audit:read", SaveView, saveView);

/** Removes a view of one's own. */
export const removeViewAction = formAction("audit:read", WhichView, removeView);
