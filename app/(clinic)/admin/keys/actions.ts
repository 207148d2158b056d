"use server";

import { formAction } from "#lib/action";
import { approveShredding, requestRotation } from "#lib/keys/commands";
import { ApproveShredding, RotateKeys } from "#lib/keys/input";

/** Asks for a new record key. */
export const rotateKeysAction = formAction("key:manage", RotateKeys, requestRotation, {
  fresh: true,
});

/** Approves that the clinic's records become unreadable. */
export const approveShreddingAction = formAction("key:manage", ApproveShredding, approveShredding, {
  fresh: true,
});
