"use server";

import { formAction } from "#lib/action";
import { outsideAction } from "#lib/outside-action";
import { connectionToTest, saveConnection } from "#lib/sso/commands";
import { SaveConnection, TestConnection } from "#lib/sso/input";
import { checkProvider } from "#lib/sso/provider-check";

/** Sets the clinic's identity provider; the secret goes in and never comes out. */
export const saveConnectionAction = formAction("sso:manage", SaveConnection, saveConnection, {
  fresh: true,
});

/** Asks the provider for its description, and says what is wrong with it. */
export const testConnectionAction = outsideAction(
  "sso:manage",
  TestConnection,
  connectionToTest,
  checkProvider,
);
