import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "sso.issuer-refused":
    "The issuer must be a public https address, without a user name and without anything after #",
  "sso.secret-missing": "Enter the client secret: another provider or client has another secret",
  "not-found": "Your clinic's single sign-on is not set up, or it was switched off meanwhile",
  forbidden: "You may not change single sign-on in this clinic",
  conflict: "Someone else changed this meanwhile. Reload the page",
  "rate-limited": "Too many tries. Wait a moment",
};

/** Why something about single sign-on was declined, in a sentence that says what to do. */
export function refusalWords(code: FormRefusal): string {
  return words[code] ?? "The clinic's rules do not allow this";
}
