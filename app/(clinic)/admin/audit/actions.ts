"use server";

import { formAction } from "#lib/action";
import { SignCheckpoint, VerifyChain } from "#lib/audit/input";
import { askForCheckpoint } from "#lib/checkpoints/record";
import { verifyNow } from "#lib/checkpoints/verify-now";

/** Walks the clinic's whole chain and shows what came of it. */
export const verifyNowAction = formAction("audit:verify", VerifyChain, verifyNow);

/** Has the chain signed as it stands now; the background work does it within seconds. */
export const askForCheckpointAction = formAction("audit:verify", SignCheckpoint, askForCheckpoint);
