import { documentRoute } from "#lib/export-route";
import { reviewPdf } from "#lib/reviews/export";
import { WhichReview } from "#lib/reviews/input";

/** An activity review that was signed off as PDF, with its verification code on every page. */
export const POST = documentRoute(
  "review:manage",
  WhichReview,
  { kind: "activity-review", holdsPhi: true },
  reviewPdf,
);
