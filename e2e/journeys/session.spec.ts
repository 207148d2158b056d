import { createHash, randomUUID } from "node:crypto";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { fillSignIn, signIn, signInOf, test } from "#e2e/fixtures";
import { admin, alsoWorksIn, clinics } from "#e2e/staff";

async function tokenOf(context: BrowserContext): Promise<string> {
  const cookie = (await context.cookies()).find(({ name }) => name === "__Host-sid");
  if (!cookie) throw new Error("no session cookie");
  return cookie.value;
}

/** Moves a session into the past, on the clock that decides. */
async function idleFor(token: string, seconds: number): Promise<void> {
  const hash = createHash("sha256").update(token).digest();
  await admin`update directory.sessions
    set last_seen_at = now() - make_interval(secs => ${seconds}) where token_hash = ${hash}`;
}

/** What another tab of the same browser would say of the clock. The page hears it once its scripts run. */
async function hear(page: Page, idleSeconds: number): Promise<void> {
  await page.evaluate((seconds) => {
    const clock = { idleSeconds: seconds, overallSeconds: 9_999 };
    new BroadcastChannel("chartkeep-session").postMessage(clock);
  }, idleSeconds);
}

/** Someone new who works in two of the demonstration clinics, with the password of a prescriber there. */
async function newMemberOfTwo(): Promise<{ email: string; password: string; clinics: string[] }> {
  const { email: known, password } = signInOf({ role: "prescriber" });
  const accountId = randomUUID();
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    select ${accountId}, ${email}, password_hash from directory.accounts where email = ${known}`;
  const names = [];
  for (const slug of [clinics.read, clinics.changed]) {
    const tenantId = await alsoWorksIn(slug, { accountId, name: "Sam Twoclinics" }, "prescriber");
    const [tenant] = await admin`select name from directory.tenants where id = ${tenantId}`;
    names.push(String(tenant?.name));
  }
  return { email, password, clinics: names };
}

test("a member of two clinics chooses, changes over, and every token before is dead", async ({
  page,
  context,
}) => {
  const { email, password, clinics: names } = await newMemberOfTwo();
  await page.goto("/sign-in");
  await fillSignIn(page, email, password);
  await expect(page).toHaveURL("/choose-clinic");
  await page.goto("/patients");
  await expect(page).toHaveURL("/choose-clinic?next=%2Fpatients");

  const tokens = [await tokenOf(context)];
  for (const clinic of names) {
    await page.goto("/choose-clinic");
    await page.getByRole("button", { name: clinic }).click();
    await expect(page).toHaveURL("/");
    await expect(page.getByText(clinic).first()).toBeVisible();
    tokens.push(await tokenOf(context));
  }
  expect(new Set(tokens).size).toBe(3);
  const cookie = (await context.cookies()).find(({ name }) => name === "__Host-sid");
  for (const token of tokens.slice(0, 2)) {
    if (cookie) await context.addCookies([{ ...cookie, value: token }]);
    expect((await page.request.get("/", { maxRedirects: 0 })).headers().location).toBe("/sign-in");
  }
});

test("two minutes before the end the page warns, staying is one button, and the server agrees", async ({
  page,
  context,
}) => {
  await signIn(page, { role: "prescriber" });
  const shown = page.getByRole("banner").getByText(/^\d+ min$/);
  await expect(shown).toHaveText("15 min");
  await expect(async () => {
    await hear(page, 599);
    await expect(shown).toHaveText("10 min", { timeout: 3_000 });
  }).toPass();
  await idleFor(await tokenOf(context), 13 * 60 + 50);
  const warning = page.getByRole("dialog", { name: "Are you still there?" });
  await expect(async () => {
    await hear(page, 70);
    await expect(warning).toBeVisible({ timeout: 3_000 });
  }).toPass();
  await warning.getByRole("button", { name: "Stay signed in" }).click();
  await expect(warning).toBeHidden();

  const clock = await page.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-background": "1" };
    const answer = await fetch("/api/session/clock", { method: "POST", headers, body: "{}" });
    return answer.json();
  });
  expect(clock.data.idleSeconds).toBeGreaterThan(850);
});

test("at the end the page empties itself, and comes back to the same place after signing in", async ({
  page,
  context,
}) => {
  const account = await signIn(page, { role: "prescriber" });
  await page.goto("/patients");
  await idleFor(await tokenOf(context), 15 * 60 + 1);
  await expect(async () => {
    await hear(page, 1);
    await expect(page).toHaveURL("/sign-in?ended=idle&next=%2Fpatients", { timeout: 6_000 });
  }).toPass();
  await fillSignIn(page, account.email, account.password);
  await expect(page).toHaveURL("/patients");
});

test("a session one second past its idle limit opens nothing", async ({ page, context }) => {
  await signIn(page, { role: "biller" });
  await idleFor(await tokenOf(context), 15 * 60 + 1);
  const answer = await page.request.get("/patients", { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  expect(answer.headers().location).toBe("/sign-in?next=%2Fpatients");
});
