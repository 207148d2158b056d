"use server";

import { formAction } from "#lib/action";
import {
  accountForCare,
  holdAccounting,
  liftHold,
  recordDisclosure,
  withdrawDisclosure,
} from "#lib/disclosures/commands";
import {
  AccountForCare,
  HoldAccounting,
  LiftHold,
  RecordDisclosure,
  WithdrawDisclosure,
} from "#lib/disclosures/input";

const fresh = { fresh: true } as const;

/** Records a disclosure that was made by mail, by telephone or by hand. */
export const recordDisclosureAction = formAction(
  "disclosure:manage",
  RecordDisclosure,
  recordDisclosure,
);

/** Marks a recorded disclosure as entered in error. */
export const withdrawDisclosureAction = formAction(
  "disclosure:manage",
  WithdrawDisclosure,
  withdrawDisclosure,
  fresh,
);

/** Holds back what went to a kind of agency, on its word. */
export const holdAccountingAction = formAction(
  "disclosure:manage",
  HoldAccounting,
  holdAccounting,
  fresh,
);

/** Ends a hold before its day. */
export const liftHoldAction = formAction("disclosure:manage", LiftHold, liftHold, fresh);

/** Decides whether accountings also name treatment, payment and operations. */
export const accountForCareAction = formAction(
  "disclosure:manage",
  AccountForCare,
  accountForCare,
  fresh,
);
