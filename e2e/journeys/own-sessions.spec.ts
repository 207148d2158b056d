import { createHash, randomBytes, randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { signInOf, test } from "#e2e/fixtures";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";

const hash = (token: string) => createHash("sha256").update(token).digest();

/** Another open session of a colleague, in a browser that says of itself what is given. */
async function alsoIn({ token }: Colleague, userAgent: string): Promise<string> {
  const other = randomBytes(32).toString("base64url");
  await admin`insert into directory.sessions
      (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch, address, user_agent)
    select ${hash(other)}, ${randomUUID()}, account_id, tenant_id, member_id, member_epoch, stage, epoch,
      '198.51.100.7', ${userAgent} from directory.sessions where token_hash = ${hash(token)}`;
  return other;
}

test("people see where they are signed in and end it there, after proving that it is they", async ({
  page,
  context,
  browser,
}) => {
  const colleague = await newColleague(clinics.read, "prescriber");
  const { email, password } = signInOf({ role: "prescriber" });
  await admin`update directory.accounts set password_hash =
      (select password_hash from directory.accounts where email = ${email})
    where id = (select account_id from directory.sessions where token_hash = ${hash(colleague.token)})`;
  const there = await alsoIn(colleague, "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
  await admin`update directory.sessions set authenticated_at = now() - interval '6 minutes'
    where token_hash = ${hash(colleague.token)}`;

  const elsewhere = await browser.newContext({ baseURL: process.env.E2E_ORIGIN ?? "" });
  await enter(elsewhere, { ...colleague, token: there });
  const tab = await elsewhere.newPage();
  await tab.goto("/patients");
  await expect(tab.locator("tbody tr").first()).toBeVisible();

  await enter(context, colleague);
  await page.goto("/me");
  const row = page.getByRole("row", { name: /Firefox on Windows/ });
  await expect(row).toContainText("198.51.100.7");
  await expect(page.getByText("This session")).toHaveCount(1);
  expect(await page.content()).not.toContain(colleague.token);

  await row.getByRole("button", { name: /^Sign out/ }).click();
  const dialog = page.getByRole("dialog", { name: "Is it still you?" });
  await dialog.getByLabel("Password").fill(password);
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("Signed out there.")).toBeVisible();
  await expect(row).toHaveCount(0);

  const gone = await tab.request.get("/patients", { maxRedirects: 0 });
  expect(gone.headers().location).toMatch(/^\/sign-in/);
  const events = await admin`select action from audit.events
    where tenant_id = ${colleague.tenantId} and actor_id = ${colleague.memberId} order by seq desc limit 5`;
  expect(events.map(({ action }) => action)).toContain("session.revoked");
  await elsewhere.close();
});

test("a page whose session was ended elsewhere empties itself when it is looked at", async ({
  page,
  context,
}) => {
  const colleague = await newColleague(clinics.read, "prescriber");
  await enter(context, colleague);
  await page.goto("/patients");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await admin`delete from directory.sessions where token_hash = ${hash(colleague.token)}`;
  await expect(async () => {
    await page.evaluate(() => new BroadcastChannel("chartkeep-session").postMessage("look"));
    await expect(page).toHaveURL(/\/sign-in\?ended=elsewhere&next=%2Fpatients/, { timeout: 3_000 });
  }).toPass();
  await expect(page.getByText("Your session was ended.")).toBeVisible();
});

test("whoever was signed out by their own sixth sign-in is told, once", async ({
  page,
  context,
}) => {
  const colleague = await newColleague(clinics.read, "prescriber");
  await admin`update directory.sessions set displaced = 'Safari on iPad'
    where token_hash = ${hash(colleague.token)}`;
  await enter(context, colleague);
  await page.goto("/patients");
  await expect(page.getByText("It was in: Safari on iPad.")).toBeVisible();
  await page.getByRole("button", { name: "I have read this" }).click();
  await expect(page.getByText("It was in: Safari on iPad.")).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("It was in: Safari on iPad.")).toHaveCount(0);
});

test("while the row cannot be ended nobody is signed out, and the person is told", async ({
  page,
  context,
}) => {
  const colleague = await newColleague(clinics.read, "biller");
  await enter(context, colleague);
  await page.goto("/");
  // Held as an administrator's long statement would hold it: the database answers, but not for this row.
  let release = () => {};
  const held = admin.begin(async (tx) => {
    await tx`select from directory.sessions where token_hash = ${hash(colleague.token)} for update`;
    await new Promise<void>((resolve) => {
      release = resolve;
    });
  });
  const answered = page.waitForResponse("**/api/session/end");
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const answer = await answered;
  expect(answer.status()).toBe(503);
  expect(answer.headers()["set-cookie"]).toBeUndefined();
  await expect(page.getByRole("heading", { name: "You are still signed in" })).toBeVisible();
  release();
  await held;
  expect((await context.cookies()).some(({ name }) => name === "__Host-sid")).toBe(true);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page).toHaveURL("/sign-in?ended=1");
});
