import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "glass.proof": "This asks for a proof of who you are that is at most five minutes old",
  "glass.suspended":
    "An earlier emergency access of yours waits for its review, and until then you can open no other",
  "glass.not-closed": "Nothing of this chart is closed to you. Reload the page",
  "glass.ended": "This access has ended already. Reload the page",
  "glass.own-review": "Another member has to review your own access",
  "record.read-only":
    "Emergency access is for reading: somebody of the care team, or who is not restricted, has to do this",
  conflict: "Somebody tagged one of these records meanwhile. Reload the page; nothing was changed",
  "restriction.already": "This is restricted already. Reload the page",
  "restriction.not-yourself":
    "Nobody puts themselves on a care team: another administrator has to do it",
  "not-found": "This is no longer there",
  forbidden: "You may no longer do this in this clinic",
};

/** Why something about restricted charts was declined, in a sentence that a person can act on. */
export const glassWords = (code: FormRefusal): string =>
  words[code] ?? "The clinic's rules do not allow this";
