"use server";

import { formAction } from "#lib/action";
import { postPayment } from "#lib/billing/commands";
import { PostPayment } from "#lib/billing/input";

/** Billing takes a payment; the same form sent twice posts once. */
export const postPaymentAction = formAction("payment:post", PostPayment, postPayment);
