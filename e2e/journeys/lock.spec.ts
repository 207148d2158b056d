import { createHash } from "node:crypto";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { signInOf, test } from "#e2e/fixtures";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";

const hashOf = ({ token }: Colleague) => createHash("sha256").update(token).digest();

/** Gives a colleague the password that everybody in the demonstration has, to unlock with. */
async function withPassword(colleague: Colleague): Promise<string> {
  const { email, password } = signInOf({ role: "biller" });
  await admin`update directory.accounts set password_hash =
      (select password_hash from directory.accounts where email = ${email})
    where id = (select account_id from directory.sessions where token_hash = ${hashOf(colleague)})`;
  return password;
}

async function openInvoice(page: Page): Promise<string> {
  await page.goto("/billing/invoices");
  await page.locator("tbody th a").first().click();
  await page.waitForURL(/\/billing\/invoices\/[0-9a-f-]{36}$/);
  return page.url();
}

const unlock = async (page: Page, password: string) => {
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Go on" }).click();
};

async function newBiller(context: BrowserContext) {
  const biller = await newColleague(clinics.read, "biller");
  await enter(context, biller);
  return { biller, password: await withPassword(biller) };
}

test("a lock blanks every tab, shows whose screen it is, and unlocking brings the same page and draft back", async ({
  page,
  context,
}) => {
  const { biller, password } = await newBiller(context);
  const address = await openInvoice(page);
  const number = (await page.locator("h1 .code-text").textContent()) ?? "";
  const other = await context.newPage();
  await other.goto("/patients");
  await expect(other.locator("tbody tr").first()).toBeVisible();

  await page.getByLabel("Reference").fill("check 4711 in hand");
  await page.locator("h1").click();
  await page.keyboard.press("Shift+L");

  await expect(page).toHaveURL(/\/locked\?next=/);
  await expect(other).toHaveURL("/locked?next=%2Fpatients");
  await expect(page.getByText(biller.name)).toBeVisible();
  for (const tab of [page, other]) {
    await expect(tab.locator("tbody")).toHaveCount(0);
    expect(await tab.content()).not.toContain(number);
  }
  const search = await page.request.post("/api/patients/search", {
    data: { text: "a" },
    headers: { origin: new URL(address).origin, "x-requested-with": "chartkeep" },
  });
  expect(search.status()).toBe(401);
  expect((await page.request.get(address, { maxRedirects: 0 })).headers().location).toMatch(
    /^\/locked/,
  );

  await unlock(page, "not the password");
  await expect(page.getByRole("alert")).toBeVisible();
  await unlock(page, password);
  await expect(page).toHaveURL(address);
  await expect(page.getByLabel("Reference")).toHaveValue("check 4711 in hand");
  await expect(page.getByText("This is what you had typed and not sent.")).toBeVisible();
  await expect(other).toHaveURL("/patients");
  const [old] = await admin`select from directory.sessions where token_hash = ${hashOf(biller)}`;
  expect(old, "the token of before the lock").toBeUndefined();
});

test("the draft waits for its author through a new sign-in, and nobody else who signs in there sees it", async ({
  page,
  context,
}) => {
  const { biller } = await newBiller(context);
  const address = await openInvoice(page);
  await page.getByLabel("Reference").fill("typed by the first person");
  await expect(page.getByText("Saved as a draft that only you can see.")).toBeVisible();
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: /^Lock now/ }).click();
  await expect(page).toHaveURL(/\/locked/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL("/sign-in?ended=1");

  const second = await newColleague(clinics.read, "biller");
  await enter(context, second);
  await page.goto(address);
  await expect(page.getByLabel("Reference")).toHaveValue("");
  expect(await page.content()).not.toContain("typed by the first person");

  const again = await admin<{ id: string }[]>`select id from app.drafts
    where tenant_id = ${biller.tenantId} and member_id = ${biller.memberId}`;
  expect(again).toHaveLength(1);
});

test("a payment that was sent leaves no draft", async ({ page, context }) => {
  const biller = await newColleague(clinics.changed, "biller");
  await enter(context, biller);
  await openInvoice(page);
  await page.getByLabel("Reference").fill("paid at the desk");
  await expect(page.getByText("Saved as a draft that only you can see.")).toBeVisible();
  await page.getByRole("button", { name: /^Post / }).click();
  await expect(page.getByText(/ posted$/)).toBeVisible();
  await expect(async () => {
    const kept = await admin`select from app.drafts where member_id = ${biller.memberId}`;
    expect(kept).toHaveLength(0);
  }).toPass();
});

test("what cannot be saved is said, tried again, and the browser asks before the page is closed", async ({
  page,
  context,
}) => {
  await newBiller(context);
  await openInvoice(page);
  await page.route("**/api/drafts/keep", (route) => route.abort());
  await page.getByLabel("Reference").fill("no network");
  await expect(page.getByText("What you typed is not saved yet.")).toBeVisible();
  const asked = page.waitForEvent("dialog");
  const closing = page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  await closing;
  await page.unroute("**/api/drafts/keep");
  await expect(page.getByText("Saved as a draft that only you can see.")).toBeVisible({
    timeout: 15_000,
  });
});

test("a locked screen goes on towards its end, and asking about it keeps nothing alive", async ({
  page,
  context,
}) => {
  const { biller } = await newBiller(context);
  await page.goto("/patients");
  await page.keyboard.press("Shift+L");
  await expect(page).toHaveURL(/\/locked/);
  const seenAt = async () =>
    (
      await admin`select last_seen_at from directory.sessions where token_hash = ${hashOf(biller)}`
    )[0]?.last_seen_at;
  await admin`update directory.sessions set last_seen_at = now() - interval '10 minutes'
    where token_hash = ${hashOf(biller)}`;
  const before = await seenAt();
  await page.reload();
  expect(await seenAt()).toEqual(before);

  await admin`update directory.sessions set last_seen_at = now() - interval '15 minutes'
    where token_hash = ${hashOf(biller)}`;
  await page.reload();
  await expect(page).toHaveURL("/sign-in?next=%2Fpatients");
});

test("after signing out, locking or the end, the back button shows nothing", async ({
  page,
  context,
}) => {
  const leave: Record<string, (page: Page, biller: Colleague) => Promise<void>> = {
    "signing out": async (tab) => {
      await tab.getByRole("button", { name: /^Your menu/ }).click();
      await tab.getByRole("menuitem", { name: "Sign out" }).click();
    },
    locking: async (tab) => tab.keyboard.press("Shift+L"),
    "locking by the button": async (tab) => tab.getByRole("button", { name: "Lock now" }).click(),
    "the end": async (tab, biller) => {
      await admin`delete from directory.sessions where token_hash = ${hashOf(biller)}`;
      await tab.goto("/patients");
    },
  };
  for (const [how, act] of Object.entries(leave)) {
    const biller = await newColleague(clinics.read, "biller");
    await enter(context, biller);
    await page.goto("/patients");
    const name = (await page.locator("tbody th").first().textContent()) ?? "";
    await act(page, biller);
    await expect(page, how).toHaveURL(/\/(sign-in|locked)/);
    await page.goBack({ waitUntil: "commit" });
    await expect(page, how).toHaveURL(/\/(sign-in|locked)/);
    expect(await page.content(), how).not.toContain(name);
  }
});
