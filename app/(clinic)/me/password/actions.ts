"use server";

import { ChangePassword, changeOwnPassword } from "#lib/auth/password-forms";
import { sessionAction } from "#lib/auth/session-action";

/** Changes the password of whoever is signed in. */
export const changePasswordAction = sessionAction(
  { admits: ["open"] },
  ChangePassword,
  changeOwnPassword,
);
