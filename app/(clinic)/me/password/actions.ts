"use server";

import { sessionAction } from "#lib/auth/session-action";
import { ChangePassword, changeOwnPassword } from "#lib/passwords/forms";

/** Changes the password of whoever is signed in. */
export const changePasswordAction = sessionAction(
  { admits: ["open"] },
  ChangePassword,
  changeOwnPassword,
);
