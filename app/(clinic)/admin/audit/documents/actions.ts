"use server";

import { formAction } from "#lib/action";
import { CheckIssued } from "#lib/issued/input";
import { checkIssued } from "#lib/issued/queries";

/** Tells whether a code, or a file by its digest, was issued here and is unaltered. */
export const checkIssuedAction = formAction("issued:read", CheckIssued, checkIssued);
