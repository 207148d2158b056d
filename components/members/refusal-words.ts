import type { FormRefusal } from "#lib/form-state";

const words: Partial<Record<FormRefusal, string>> = {
  "member.own-role": "Nobody gives a role to themselves. Ask another administrator",
  "member.last-administrator": "The clinic needs an administrator, and this is the last one",
  "member.not-so": "This is not possible as the member stands now. Reload the page",
  "member.already-here": "Somebody with this email address is a member or invited already",
  "factors.own": "Your own second factors are changed under your name",
  "factors.other-clinics":
    "This person also works in another clinic, so no single clinic may take their factors away",
  "not-found": "This member is no longer there",
  forbidden: "You no longer administer members of this clinic",
  conflict: "Somebody else changed this meanwhile. Reload the page to see it",
  "rate-limited": "Too many mails to this address. Wait before you send another",
};

/** Why a change to a member was declined, in a sentence that an administrator can act on. */
export const refusalWords = (code: FormRefusal): string =>
  words[code] ?? "The clinic's rules do not allow this";
