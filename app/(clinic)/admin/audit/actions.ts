"use server";

import { formAction } from "#lib/action";
import { VerifyChain } from "#lib/audit/input";
import { verifyNow } from "#lib/audit/verification";

/** Walks the clinic's whole chain and shows what came of it. */
export const verifyNowAction = formAction("audit:verify", VerifyChain, verifyNow);
