import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { signInOf, test } from "#e2e/fixtures";
import { askAction } from "#e2e/intrusions/ask";
import { actionDoors } from "#e2e/intrusions/doors";
import { newEmptyClinic } from "#e2e/own-clinic";
import { admin, type Colleague, enter, newColleague } from "#e2e/staff";

// Each test has a clinic of its own: who administers it, and that somebody does, is what is tried.

const rolesNow = async ({ tenantId, memberId }: Colleague) =>
  (
    await admin<{ role: string }[]>`select role from app.member_roles
      where tenant_id = ${tenantId} and member_id = ${memberId} order by position`
  ).map(({ role }) => role);

const memberPage = ({ memberId }: Colleague) => `/admin/members/${memberId}`;
const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });
const row = (page: Page, name: string | RegExp) =>
  page.getByRole("table", { name: "Members" }).getByRole("row", { name });

/** Opens a second window in which somebody else of the clinic is signed in. */
async function windowOf(page: Page, who: Colleague, path: string): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error("no browser");
  const context = await browser.newContext();
  await enter(context, who);
  const other = await context.newPage();
  await other.goto(path);
  return other;
}

/** The address of an action that the build lists, to be posted to past its form. */
function actionId(name: string): string {
  const door = actionDoors.find((each) => each.name === name);
  if (!door) throw new Error(`the build has no ${name}`);
  return door.id;
}

test("an administrator invites somebody, and the list shows it", async ({ page, context }) => {
  const clinic = await newEmptyClinic();
  await enter(context, await newColleague(clinic, "tenant_admin"));
  await page.goto("/");
  await page.keyboard.press("g");
  await page.keyboard.press("m");
  await expect(page).toHaveURL("/admin/members");

  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a member" });
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(dialog.getByText("Choose a role.")).toBeVisible();
  await expect(dialog.getByText("Enter a name.")).toBeVisible();
  await dialog.getByLabel("Email").fill(`${randomUUID()}@example.test`);
  await dialog.getByLabel("Name").fill("Ada Newcomer");
  await dialog.getByLabel("NPI").fill("1234567890");
  await dialog.getByLabel("Clinician").check();
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(dialog.getByText("This is no NPI")).toBeVisible();
  await dialog.getByLabel("NPI").fill("1234567893");
  await dialog.getByRole("button", { name: "Invite" }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, "Ada Newcomer")).toContainText("Invited");
  await expect(row(page, "Ada Newcomer")).toContainText("Clinician");

  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("menuitemradio", { name: "Deactivated" }).click();
  await expect(page.getByText("No member matches")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filters" }).click();
  await row(page, "Ada Newcomer").getByRole("link").click();
  await page.getByRole("button", { name: "Withdraw the invitation" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw the invitation" }).click();
  await expect(page.getByText("The invitation was withdrawn.")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
});

test("whose roles are taken is signed out of the open tab with the next click", async ({
  page,
  context,
}) => {
  const clinic = await newEmptyClinic();
  const colleague = await newColleague(clinic, "biller", "prescriber");
  await enter(context, await newColleague(clinic, "tenant_admin"));
  const theirs = await windowOf(page, colleague, "/billing");
  await expect(theirs.getByRole("heading", { level: 1 })).toBeVisible();

  await page.goto(memberPage(colleague));
  await page.getByRole("button", { name: "Try Clinician earlier" }).click();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByText("Roles changed")).toBeVisible();
  expect(await rolesNow(colleague)).toEqual(["prescriber", "biller"]);
  await navigation(theirs).getByRole("link", { name: "Invoices" }).click();
  await expect(theirs).toHaveURL(/\/billing\/invoices/);

  await page.getByRole("checkbox", { name: "Biller" }).uncheck();
  await expect(page.getByText("signed out of this clinic at once")).toBeVisible();
  await page.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByRole("button", { name: "Try Clinician earlier" })).toHaveCount(0);
  await expect.poll(() => rolesNow(colleague)).toEqual(["prescriber"]);
  await navigation(theirs).getByRole("link", { name: "A/R aging" }).click();
  await expect(theirs).toHaveURL(/\/sign-in/);
  await theirs.context().close();
});

test("nobody promotes themselves, by the page or past it, and the last administrator stays", async ({
  page,
  context,
}) => {
  const clinic = await newEmptyClinic();
  const self = await newColleague(clinic, "tenant_admin");
  await enter(context, self);
  await page.goto(memberPage(self));
  await expect(page.getByRole("checkbox", { name: "Biller" })).toBeDisabled();
  await expect(page.getByText("nobody else administers this clinic")).toBeVisible();

  const post = (name: string, fields: Record<string, string>, session = self.token) =>
    askAction(memberPage(self), actionId(name), fields, { session });
  const grab = await post("changeRolesAction", {
    memberId: self.memberId,
    roles: "prescriber",
    seen: "tenant_admin",
  });
  expect(grab.text).toContain("member.own-role");
  const leave = await post("deactivateMemberAction", { memberId: self.memberId, reason: "x" });
  expect(leave.text).toContain("member.last-administrator");

  const biller = await newColleague(clinic, "biller");
  const raise = { memberId: biller.memberId, roles: "tenant_admin", seen: "biller" };
  const climb = await post("changeRolesAction", raise, biller.token);
  expect(climb.text).toContain("forbidden");
  expect([await rolesNow(self), await rolesNow(biller)]).toEqual([["tenant_admin"], ["biller"]]);
});

test("whoever is deactivated is out at once, and may come back", async ({ page, context }) => {
  const clinic = await newEmptyClinic();
  const colleague = await newColleague(clinic, "prescriber");
  await enter(context, await newColleague(clinic, "tenant_admin"));
  const theirs = await windowOf(page, colleague, "/patients");

  await page.goto(memberPage(colleague));
  await page.getByRole("button", { name: "Deactivate" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await expect(dialog.getByText("Say why")).toBeVisible();
  await dialog.getByLabel("Reason").fill("Left the clinic");
  await dialog.getByRole("button", { name: "Deactivate" }).click();
  await expect(page.getByText("Deactivated").first()).toBeVisible();
  await navigation(theirs).getByRole("link", { name: "Home" }).click();
  await expect(theirs).toHaveURL(/\/sign-in/);
  const answer = await theirs.request.get("/patients", { maxRedirects: 0 });
  expect(answer.status()).toBe(307);
  await theirs.context().close();

  await page.getByRole("button", { name: "Reactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Reactivate" }).click();
  await expect(page.getByRole("button", { name: "End all sessions" })).toBeVisible();

  // The trail says which field that changed, and what it held only to whoever asks.
  await page.goto("/admin/audit?action=member.deactivated");
  await page.getByRole("button", { name: /open this event/ }).click();
  const event = page.getByRole("dialog", { name: /^Event / });
  await expect(event.getByText("Changed fields")).toBeVisible();
  await expect(event.getByText("Status", { exact: false })).toBeVisible();
  await expect(event.getByText("deactivated", { exact: true })).toHaveCount(0);
  await event.getByRole("button", { name: "Reveal values" }).click();
  await expect(event.getByText("Left the clinic")).toBeVisible();
  await expect(event.getByText("Before active")).toBeVisible();
  await expect(event.getByText("After deactivated")).toBeVisible();
});

test("a factor that billers are asked for holds from a biller's next click on", async ({
  page,
  context,
}) => {
  const clinic = await newEmptyClinic();
  const biller = await newColleague(clinic, "biller");
  await enter(context, await newColleague(clinic, "tenant_admin"));
  const theirs = await windowOf(page, biller, "/billing");

  await page.goto("/admin/security");
  await page
    .getByRole("group", { name: /^Biller/ })
    .getByRole("radio", { name: "Any second factor" })
    .check();
  const asked = page.getByRole("region", { name: "Will be asked at their next request" });
  await expect(asked).toContainText(biller.name);
  await page.getByRole("button", { name: "Save rules" }).click();
  await expect(page.getByText("Sign-in rules saved")).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await navigation(theirs).getByRole("link", { name: "Invoices" }).click();
  await expect(theirs).toHaveURL(/\/sign-in\/factor/);
  await theirs.context().close();
});

test("what is hard to take back asks who is there again, and does nothing until then", async ({
  page,
  context,
}) => {
  const clinic = await newEmptyClinic();
  const self = await newColleague(clinic, "tenant_admin");
  const colleague = await newColleague(clinic, "biller");
  const { email, password } = signInOf({ role: "prescriber" });
  await admin`update directory.accounts set password_hash =
    (select password_hash from directory.accounts where email = ${email})
    where id = (select account_id from directory.memberships where member_id = ${self.memberId})`;
  await admin`update directory.sessions set authenticated_at = now() - interval '6 minutes'
    where member_id = ${self.memberId}`;
  await enter(context, self);
  await page.goto(memberPage(colleague));
  await page.getByRole("button", { name: "End all sessions" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "End all sessions" }).click();
  const epochOf = async () => {
    const [row] = await admin`select epoch from app.members where id = ${colleague.memberId}`;
    return row?.epoch;
  };
  const proof = page.getByRole("dialog", { name: "Is it still you?" });
  await proof.getByLabel("Password").fill("not the password at all");
  await proof.getByRole("button", { name: "Go on" }).click();
  await expect(proof.getByRole("alert")).toBeVisible();
  expect(await epochOf()).toBe(1);
  await proof.getByLabel("Password").fill(password);
  await proof.getByRole("button", { name: "Go on" }).click();
  await expect(proof).toBeHidden();
  await expect(page.getByText("Sessions ended")).toBeVisible();
  expect(await epochOf()).toBe(2);
});
