import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "disclosure.withdrawn": "This was marked as entered in error already. Reload the page",
  "hold.over": "This hold was lifted already. Reload the page",
  "not-found": "This is no longer there",
  forbidden: "You may no longer do this in this clinic",
  conflict: "This form was sent before. Reload the page to see what came of it",
};

/** Why something about disclosures was declined, in a sentence that an administrator can act on. */
export const disclosureWords = (code: FormRefusal): string =>
  words[code] ?? "The clinic's rules do not allow this";
