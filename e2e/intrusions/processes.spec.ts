import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";
import { signInForm, submit } from "#e2e/attack/forms";
import { targetAt } from "#e2e/attack/target";
import { freePort } from "#lib/cli/port";
import { type RunningServer, startServer } from "#lib/cli/server";
import { serverEnvironment } from "./front.ts";

/** Another server of the application on the same database. */
async function another(): Promise<{ server: RunningServer; origin: string }> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const environment = serverEnvironment({ APP_ORIGIN: origin });
  const server = await startServer({ host: "127.0.0.1", port, environment, output: "quiet" });
  return { server, origin };
}

/** Tries to sign in at one server, and says whether the password was looked at. */
async function isLookedAt(origin: string, email: string): Promise<boolean> {
  const target = targetAt(origin, { account: undefined, other: undefined, hasSqlmap: false });
  const form = await signInForm(target);
  if (!form) throw new Error("there is no form on /sign-in");
  const { text } = await submit(target, form, { email, password: "not the password" });
  expect(text).toMatch(/Too many tries|do not match/);
  return text.includes("do not match");
}

test("two servers count the tries of an account together, and one that starts anew remembers them", async () => {
  test.setTimeout(180_000);
  const email = `${randomUUID()}@example.test`;
  const [first, second] = await Promise.all([another(), another()]);
  const looked: boolean[] = [];
  for (const { origin } of [first, second, first, second, first, second, first, second]) {
    looked.push(await isLookedAt(origin, email));
  }
  await Promise.all([first.server.stop(), second.server.stop()]);
  expect(looked).toEqual([true, true, true, true, true, false, false, false]);

  const third = await another();
  expect(await isLookedAt(third.origin, email)).toBe(false);
  await third.server.stop();
});
