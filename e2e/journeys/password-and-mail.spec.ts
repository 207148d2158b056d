import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { fillSignIn, test } from "#e2e/fixtures";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";

const first = "orchard-lantern-river-43";
const second = "copper kettle on a windy hill";
const emailOf = ({ accountId }: Colleague) => `${accountId}@example.test`;

const newPassword = (page: Page) => page.getByRole("textbox", { name: "New password" });

/** The newest mail to somebody, as the outbox shows it once that many have come: mail leaves after the answer. */
async function openMail(page: Page, email: string, count = 1) {
  const mails = page.getByRole("listitem").filter({ hasText: email });
  await expect(async () => {
    await page.goto("/outbox");
    expect(await mails.count()).toBe(count);
  }).toPass({ timeout: 20_000 });
  return mails.first();
}

async function followLink(page: Page, email: string, count = 1): Promise<string> {
  const link = (await openMail(page, email, count)).getByRole("link");
  const href = (await link.getAttribute("href")) ?? "";
  await link.click();
  return href;
}

async function askForLink(page: Page, email: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgotten password" }).click();
  await expect(page.getByRole("heading", { name: "Forgotten password" })).toBeVisible();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText("If this address has an account")).toBeVisible();
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(
      violations.map(({ id, nodes }) => `${page.url()} ${id} ${nodes[0]?.target.join(" ")}`),
    ).toEqual([]);
  }
}

async function expectDead(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByText("This link does not work any more.")).toBeVisible();
  await expect(newPassword(page)).toHaveCount(0);
}

async function isSignedIn(context: BrowserContext): Promise<boolean> {
  const answer = await context.request.get("/", { maxRedirects: 0 });
  return answer.status() === 200;
}

test("a forgotten password is replaced by mail: once, signed out everywhere, and the person is told", async ({
  page,
  browser,
  baseURL,
}) => {
  const person = await newColleague(clinics.read, "biller");
  const email = emailOf(person);
  const elsewhere = await browser.newContext({ baseURL: baseURL ?? "" });
  await enter(elsewhere, person);
  expect(await isSignedIn(elsewhere)).toBe(true);

  await page.goto("/forgot");
  await expectAccessible(page);
  await askForLink(page, email);
  await page.goto("/outbox");
  await expectAccessible(page);
  const href = await followLink(page, email);

  await expect(page).toHaveURL("/reset");
  expect(await page.evaluate(() => document.referrer + document.cookie)).not.toContain(
    href.slice(-43),
  );
  await expectAccessible(page);
  await newPassword(page).fill("passwordpassword");
  await expect(page.getByText("16 characters: long enough")).toBeVisible();
  await page.getByRole("button", { name: "Show new password" }).click();
  await expect(newPassword(page)).toHaveAttribute("type", "text");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("on the lists that are tried first")).toBeVisible();

  await newPassword(page).fill(first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page).toHaveURL("/sign-in?reset=1");
  await expect(page.getByText("Your password was changed.")).toBeVisible();
  expect(await isSignedIn(elsewhere)).toBe(false);
  await expectDead(page, href);

  await page.goto("/sign-in");
  await fillSignIn(page, email, first);
  await expect(page).toHaveURL("/");
  await expect(await openMail(page, email, 2)).toContainText("Your Chartkeep password was changed");
  const [event] = await admin`select count(*)::int as count from audit.events
    where tenant_id = ${person.tenantId} and actor_id = ${person.memberId} and action = 'password.reset'`;
  expect(event?.count).toBe(1);
  await elsewhere.close();
});

test("an old link says so, and a newer one takes its place; looking at one uses nothing up", async ({
  page,
}) => {
  const person = await newColleague(clinics.read, "biller");
  const email = emailOf(person);
  await askForLink(page, email);
  const old = await (await openMail(page, email)).getByRole("link").getAttribute("href");
  await askForLink(page, email);
  const href = await followLink(page, email, 2);
  await expectDead(page, old ?? "");
  for (let scan = 0; scan < 3; scan += 1) {
    await page.request.get(href);
    await page.request.head(href);
  }
  await page.goto(href);
  await expect(newPassword(page)).toBeVisible();

  await admin`update directory.links set expires_at = clock_timestamp() where account_id = ${person.accountId}`;
  await newPassword(page).fill(first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("This link does not work any more.")).toBeVisible();
  await expectDead(page, href);
  const [account] =
    await admin`select password_hash from directory.accounts where id = ${person.accountId}`;
  expect(account?.password_hash).toBe("none");
  await expectDead(page, `/reset/${"A".repeat(43)}`);
  await expectDead(page, "/reset/nonsense");
});

async function invite(page: Page, email: string, name: string): Promise<void> {
  await page.goto("/admin/members");
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a member" });
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByLabel("Name", { exact: false }).first().fill(name);
  await dialog.getByRole("checkbox", { name: "Biller" }).check();
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(dialog).toBeHidden();
}

test("somebody new accepts an invitation with a password of their own, and begins to work", async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const boss = await newColleague(clinics.read, "tenant_admin");
  await enter(context, boss);
  const email = `new-${boss.memberId}@example.test`;
  await invite(page, email, "Wilhelmina Fairweather");

  const newcomer = await browser.newContext({ baseURL: baseURL ?? "" });
  const theirs = await newcomer.newPage();
  const href = await followLink(theirs, email);
  await expect(theirs).toHaveURL("/invitation");
  await expect(theirs.getByText("You are invited as: Biller.")).toBeVisible();
  await expectAccessible(theirs);
  await expect(theirs.getByLabel("Email")).toHaveValue(email);
  await newPassword(theirs).fill("WilhelminaFairweather");
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(theirs.getByText("little more than a name")).toBeVisible();
  await expect(theirs.getByLabel(/Your name/)).toHaveValue("Wilhelmina Fairweather");
  await newPassword(theirs).fill(first);
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(theirs).toHaveURL("/sign-in?joined=1");
  await fillSignIn(theirs, email, first);
  await expect(theirs).toHaveURL("/");
  await expect(theirs.getByText("Wilhelmina Fairweather").first()).toBeAttached();
  await expectDead(theirs, href);
  await newcomer.close();
});

test("an address with an account joins another clinic with the password it has", async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const person = await newColleague(clinics.read, "biller");
  const email = emailOf(person);
  const other = await browser.newContext({ baseURL: baseURL ?? "" });
  const theirs = await other.newPage();
  await askForLink(theirs, email);
  await followLink(theirs, email);
  await newPassword(theirs).fill(first);
  await theirs.getByRole("button", { name: "Change the password" }).click();
  await expect(theirs).toHaveURL("/sign-in?reset=1");

  const boss = await newColleague(clinics.changed, "tenant_admin");
  await enter(context, boss);
  await invite(page, email, person.name);
  await followLink(theirs, email, 3);
  await expect(theirs.getByText("so its password accepts")).toBeVisible();
  const password = theirs.getByRole("textbox", { name: "Password", exact: true });
  await password.fill("not this password");
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(theirs.getByText("That password does not match.")).toBeVisible();
  await password.fill(first);
  await theirs.getByRole("button", { name: "Accept the invitation" }).click();
  await expect(theirs).toHaveURL("/sign-in?joined=1");
  await fillSignIn(theirs, email, first);
  await expect(theirs).toHaveURL("/choose-clinic");
  await expect(theirs.getByRole("button", { name: "Harbor Peptide & Recovery" })).toBeVisible();
  await other.close();
});

test("a member changes their own password: other sessions end, this one goes on under a new token", async ({
  page,
  context,
  browser,
  baseURL,
}) => {
  const person = await newColleague(clinics.read, "prescriber");
  const email = emailOf(person);
  await askForLink(page, email);
  await followLink(page, email);
  await newPassword(page).fill(first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await fillSignIn(page, email, first);
  await expect(page).toHaveURL("/");

  const elsewhere = await browser.newContext({ baseURL: baseURL ?? "" });
  const there = await elsewhere.newPage();
  await there.goto("/sign-in");
  await fillSignIn(there, email, first);
  await expect(there).toHaveURL("/");

  const tokenOf = async () =>
    (await context.cookies()).find(({ name }) => name === "__Host-sid")?.value;
  const before = await tokenOf();
  await page.goto("/me/password");
  await expectAccessible(page);
  await page.getByRole("textbox", { name: "Present password" }).fill("not this password");
  await newPassword(page).fill(second);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("This is not your present password.")).toBeVisible();
  expect(await isSignedIn(elsewhere)).toBe(true);

  await page.getByRole("textbox", { name: "Present password" }).fill(first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Every other session of yours was ended.")).toBeVisible();
  expect(await isSignedIn(elsewhere)).toBe(false);
  expect(await tokenOf()).not.toBe(before);
  expect(await isSignedIn(context)).toBe(true);
  await expect(await openMail(page, email, 3)).toContainText("Your Chartkeep password was changed");

  await there.goto("/sign-in");
  await fillSignIn(there, email, first);
  await expect(there.getByText("do not match")).toBeVisible();
  await fillSignIn(there, email, second);
  await expect(there).toHaveURL("/");
  await elsewhere.close();
});

test("without scripts a password is reset too", async ({ browser, baseURL }) => {
  const person = await newColleague(clinics.read, "biller");
  const context = await browser.newContext({ baseURL: baseURL ?? "", javaScriptEnabled: false });
  const page = await context.newPage();
  await askForLink(page, emailOf(person));
  await followLink(page, emailOf(person));
  await expect(page.getByRole("button", { name: /Show/ })).toHaveCount(0);
  await newPassword(page).fill("too short");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Use 15 characters or more. This has 9.")).toBeVisible();
  await newPassword(page).fill(first);
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page).toHaveURL("/sign-in?reset=1");
  await context.close();
});
