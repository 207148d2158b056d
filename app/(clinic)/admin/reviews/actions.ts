"use server";

import { formAction } from "#lib/action";
import { askReview, judgeFinding, setClinicHours, signReview } from "#lib/reviews/commands";
import { AskReview, JudgeFinding, SetClinicHours, SignReview } from "#lib/reviews/input";

const fresh = { fresh: true } as const;

/** Orders a review of the last seven days. */
export const askReviewAction = formAction("review:manage", AskReview, askReview);

/** Says what a finding comes to. */
export const judgeFindingAction = formAction("review:manage", JudgeFinding, judgeFinding);

/** Signs a review off, for good. */
export const signReviewAction = formAction("review:manage", SignReview, signReview, fresh);

/** Says when the clinic is open. */
export const setClinicHoursAction = formAction(
  "review:manage",
  SetClinicHours,
  setClinicHours,
  fresh,
);
