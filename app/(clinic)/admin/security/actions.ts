"use server";

import { formAction } from "#lib/action";
import { SetSignInRules } from "#lib/members/input";
import { setSignInRules } from "#lib/members/sign-in-rules";

/** Sets by what each role signs in. */
export const setSignInRulesAction = formAction("security:manage", SetSignInRules, setSignInRules, {
  fresh: true,
});
