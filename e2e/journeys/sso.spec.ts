import { type BrowserContext, expect, type Page } from "@playwright/test";
import { expectHeaders, test } from "#e2e/fixtures";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";
import { startProvider, type TestProvider } from "#lib/sso/testing-provider";

// One clinic, one connection: these tests take turns.
test.describe.configure({ mode: "serial" });

const origin = process.env.E2E_ORIGIN ?? "";
const slug = clinics.read;
let provider: TestProvider;
let administrator: Colleague;

test.beforeAll(async () => {
  const back = (clinic: string) => `${origin}/api/auth/callback/sso-${clinic}`;
  provider = await startProvider([back(slug), back(clinics.changed)]);
  administrator = await newColleague(slug, "tenant_admin");
});
test.afterAll(() => provider.stop());

const sessionsOf = async ({ memberId }: Colleague) => {
  const rows = await admin<{ id: string; stage: string; tenant_id: string; confined_to: string }[]>`
    select s.id, s.stage, s.tenant_id, s.confined_to from directory.sessions s
      join directory.memberships m on m.account_id = s.account_id
    where m.member_id = ${memberId} order by s.created_at`;
  return [...rows];
};

/** The colleague leaves the browser: nothing of their session is left in it. */
async function signedOut(context: BrowserContext, colleague: Colleague) {
  await context.clearCookies();
  await admin`delete from directory.sessions where account_id =
    (select account_id from directory.memberships where member_id = ${colleague.memberId})`;
}

async function begin(page: Page, clinic: string) {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Use your clinic's single sign-on" }).click();
  await page.getByLabel("Clinic").fill(clinic);
  await page.getByRole("button", { name: "Continue" }).click();
}

test("an administrator connects a provider, is told what is wrong, and never sees the secret again", async ({
  page,
  context,
}) => {
  await enter(context, administrator);
  await page.goto("/admin/sso");
  await expect(page.getByRole("textbox", { name: "Redirect URI" })).toHaveValue(
    `${origin}/api/auth/callback/sso-${slug}`,
  );
  await page.getByLabel("Issuer").fill("https://10.0.0.1");
  await page.getByLabel("Client ID").fill(provider.clientId);
  await page.getByLabel("Client secret").fill(provider.clientSecret);
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "public https address" })).toBeVisible();

  await page.getByLabel("Issuer").fill(`${provider.issuer}/elsewhere`);
  await page.getByLabel("Client ID").fill(provider.clientId);
  await page.getByLabel("Client secret").fill(provider.clientSecret);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("There is no description at this address")).toBeVisible();

  await page.getByLabel("Issuer").fill(provider.issuer);
  await page.getByLabel("Client secret").fill("");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("another provider or client has another secret")).toBeVisible();
  await page.getByLabel("Issuer").fill(provider.issuer);
  await page.getByLabel("Client secret").fill(provider.clientSecret);
  await page.getByRole("checkbox", { name: "Switched on" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Single sign-on saved").first()).toBeVisible();
  await page.getByRole("button", { name: "Test connection" }).click();
  await expect(page.getByText("The provider answers")).toBeVisible();

  await page.reload();
  await expect(page.getByLabel("Client secret")).toHaveValue("");
  expect(await page.content()).not.toContain(provider.clientSecret);
  const [row] = await admin<{ sealed: Buffer; is_enabled: boolean }[]>`
    select client_secret_sealed as sealed, is_enabled from app.sso_connections
    where tenant_id = ${administrator.tenantId}`;
  expect(row?.is_enabled).toBe(true);
  expect(Buffer.from(row?.sealed ?? "").includes(provider.clientSecret)).toBe(false);
});

test("a member links who they are at the provider, then signs in by it into this clinic alone", async ({
  page,
  context,
}) => {
  const member = await newColleague(slug, "prescriber");
  provider.subject = member.memberId;
  await enter(context, member);
  await page.goto("/me/sso");
  await page.getByRole("button", { name: "Link single sign-on" }).click();
  await expect(page).toHaveURL(`${origin}/me/sso?linked=1`);
  await expect(page.getByText("You may now sign in through it")).toBeVisible();
  await expect(page.getByText("not used yet")).toBeVisible();

  await signedOut(context, member);
  await begin(page, slug);
  await expect(page).toHaveURL(`${origin}/`);
  await expect(page.getByText(member.name).first()).toBeAttached();
  const sessions = await sessionsOf(member);
  expect(sessions).toMatchObject([
    { stage: "signed_in", tenant_id: member.tenantId, confined_to: member.tenantId },
  ]);
  const cookies = await context.cookies(origin);
  expect(
    cookies.map(({ name }) => name).filter((name) => /pkce|state|nonce|sso/.test(name)),
  ).toEqual([]);
  expect(cookies.find(({ name }) => name === "__Host-sid")).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: "Lax",
  });

  // What a provider vouched for changes nothing of the account: that asks for a proof of its own.
  await page.goto("/me/sso");
  await page.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByRole("dialog", { name: "Is it still you?" })).toBeVisible();
  const [linked] = await admin<{ count: number }[]>`
    select count(*)::int from directory.sso_identities where member_id = ${member.memberId}`;
  expect(linked?.count).toBe(1);
});

test("a link to a clinic leads there, and whoever is signed in already goes on", async ({
  page,
  context,
}) => {
  await page.goto(`/sign-in/sso?clinic=${slug}`);
  await expect(page.getByLabel("Clinic")).toHaveValue(slug);
  await enter(context, administrator);
  await page.goto(`/sign-in/sso?clinic=${slug}`);
  await expect(page).toHaveURL(`${origin}/`);
});

test("a name that leads nowhere and a clinic without single sign-on get the same answer", async ({
  page,
}) => {
  const answers: string[] = [];
  for (const clinic of ["no-such-clinic", clinics.attacked, "", "' or 1=1 --"]) {
    await begin(page, clinic);
    const alert = page.locator("form").getByRole("alert");
    await expect(alert).toContainText("leads to no single sign-on");
    answers.push((await alert.textContent()) ?? "");
  }
  expect(new Set(answers).size).toBe(1);
});

test("an identity that nobody linked is told to link it, and nobody is signed in", async ({
  page,
  context,
}) => {
  provider.subject = "a stranger";
  await begin(page, slug);
  await expect(page).toHaveURL(`${origin}/sign-in/sso?error=unlinked`);
  await expect(page.getByText("not linked to anybody")).toBeVisible();
  expect((await context.cookies(origin)).find(({ name }) => name === "__Host-sid")).toBeUndefined();
});

test("the address that a browser came back to signs in nobody again, and nobody else", async ({
  page,
  context,
  browser,
}) => {
  const member = await newColleague(slug, "biller");
  provider.subject = member.memberId;
  await enter(context, member);
  await page.goto("/me/sso");
  await page.getByRole("button", { name: "Link single sign-on" }).click();
  await expect(page).toHaveURL(/linked=1/);
  await signedOut(context, member);

  const back = page.waitForRequest((request) => request.url().includes("/callback/sso-"));
  await begin(page, slug);
  const address = (await back).url();
  await expect(page).toHaveURL(`${origin}/`);
  expect(await sessionsOf(member)).toHaveLength(1);

  const stranger = await browser.newContext({ baseURL: origin });
  const elsewhere = await stranger.newPage();
  await elsewhere.goto(address);
  await expect(elsewhere).toHaveURL(`${origin}/sign-in/sso?error=failed`);
  expect((await stranger.cookies()).some(({ name }) => name === "__Host-sid")).toBe(false);
  await stranger.close();

  await context.clearCookies();
  await page.goto(address);
  await expect(page).toHaveURL(`${origin}/sign-in/sso?error=failed`);
  expect(await sessionsOf(member)).toHaveLength(1);
});

test("the way back answers with its headers, and no words of the provider's", async ({
  request,
}) => {
  for (const path of [
    `/api/auth/callback/sso-${slug}?error=access_denied&error_description=evil`,
    `/api/auth/callback/sso-${slug}?code=x&state=y`,
    "/api/auth/callback/sso-no-such-clinic?code=x",
  ]) {
    const answer = await request.get(path, { maxRedirects: 0 });
    expect(answer.status()).toBe(303);
    expect(answer.headers().location).toBe("/sign-in/sso?error=failed");
    expectHeaders(answer);
  }
  expect((await request.get(`/api/auth/signin/sso-${slug}`)).status()).toBe(404);
  const posted = await request.post(`/api/auth/signin/sso-${slug}`, { headers: { origin } });
  expect(posted.status()).toBe(404);
});

test("without scripts the way to the provider is a link", async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: origin });
  const page = await context.newPage();
  provider.subject = "a stranger";
  await page.goto(`/sign-in/sso?clinic=${slug}`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Go on to your clinic's sign-in page" }).click();
  await expect(page).toHaveURL(`${origin}/sign-in/sso?error=unlinked`);
  await context.close();
});

test("a provider that does not answer keeps nobody waiting", async ({ page }) => {
  await provider.stop();
  const began = Date.now();
  await begin(page, slug);
  await expect(page.getByText("cannot be reached just now")).toBeVisible();
  expect(Date.now() - began).toBeLessThan(15_000);
});
