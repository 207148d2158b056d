import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "review.signed": "This review is signed off already. Reload the page",
  "review.unsigned": "This review is not signed off yet",
  "review.undecided": "Some findings have no verdict yet",
  "review.own": "A finding here is about you, so somebody else has to decide",
  "review.asked-already": "A review is being made already. Reload the page in a moment",
  "not-found": "This is no longer there",
  forbidden: "You may no longer do this in this clinic",
};

/** Why something about a review was declined, in a sentence that an administrator can act on. */
export const reviewWords = (code: FormRefusal): string =>
  words[code] ?? "The clinic's rules do not allow this";
