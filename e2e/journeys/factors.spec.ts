import { randomUUID } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, expect, type Page } from "@playwright/test";
import { generateSync } from "otplib";
import { fillSignIn, signInOf, test } from "#e2e/fixtures";
import { admin, alsoWorksIn, clinics } from "#e2e/staff";

interface Person {
  readonly accountId: string;
  readonly email: string;
  readonly password: string;
  readonly tenantId: string;
}

/** Somebody of the test's own with a password, since factors belong to the account. */
async function newPerson(
  slug: string = clinics.read,
  role: "biller" | "medical_assistant" = "biller",
): Promise<Person> {
  const { email: known, password } = signInOf({ role: "biller" });
  const accountId = randomUUID();
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash)
    select ${accountId}, ${email}, password_hash from directory.accounts where email = ${known}`;
  const tenantId = await alsoWorksIn(slug, { accountId, name: "Robin Factor" }, role);
  return { accountId, email, password, tenantId };
}

const factorsPage = "/me/factors";

async function signIn(page: Page, { email, password }: Person, next = factorsPage): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await fillSignIn(page, email, password);
}

const heading = (page: Page) => page.getByRole("heading", { name: "Your sign-in factors" });

async function signOut(page: Page): Promise<void> {
  await page.evaluate(() =>
    document.querySelector<HTMLFormElement>("form[action='/api/session/end']")?.submit(),
  );
  await expect(page).toHaveURL("/sign-in?ended=1");
}

/** Confirms the app whose key the page shows, and keeps the recovery codes. */
async function confirmApp(page: Page): Promise<{ key: string; code: string; codes: string[] }> {
  await page.getByText("Type the key instead").click();
  const key = ((await page.getByTestId("key").textContent()) ?? "").replace(/\s/g, "");
  const code = generateSync({ secret: key });
  await page.getByLabel("Code that the app shows").fill(code);
  await page.getByRole("button", { name: "Confirm" }).click();
  const list = page.getByRole("list", { name: "Recovery codes" });
  await expect(list).toBeVisible();
  const codes = await list.getByRole("listitem").allTextContents();
  await page.getByLabel("I have kept these codes.").check();
  return { key, code, codes };
}

async function setUpApp(page: Page): Promise<{ key: string; code: string; codes: string[] }> {
  await page.getByRole("button", { name: "Set up" }).click();
  const app = await confirmApp(page);
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("10 of 10 left")).toBeVisible();
  return app;
}

/** A device with a fingerprint reader, as the browser sees one. */
async function withDevice(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

/** As if the last proof of who somebody is were older than five minutes. */
const proveLongAgo = ({ accountId }: Person) =>
  admin`update directory.sessions set authenticated_at = now() - interval '6 minutes'
    where account_id = ${accountId}`;

test("an authenticator app is set up, signs in with a new code, and no code counts twice", async ({
  page,
}) => {
  const person = await newPerson();
  await signIn(page, person);
  await expect(heading(page)).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  const { key, code } = await setUpApp(page);
  await signOut(page);

  await signIn(page, person);
  await expect(page).toHaveURL("/sign-in/factor?next=%2Fme%2Ffactors");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByLabel("Code of your authenticator app").fill(code);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "not accepted" })).toBeVisible();
  await expect(page.getByLabel("Code of your authenticator app")).toBeFocused();

  // The next code is minutes away for a person; here the used step is taken back.
  await admin`update directory.totp_factors set last_step = 0 where account_id = ${person.accountId}`;
  await page.getByLabel("Code of your authenticator app").fill(generateSync({ secret: key }));
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page).toHaveURL(factorsPage);
});

test("a half-signed-in session reaches its factor page and nothing else", async ({
  page,
  baseURL,
}) => {
  const person = await newPerson();
  await signIn(page, person);
  await setUpApp(page);
  await signOut(page);
  await signIn(page, person);
  await expect(page).toHaveURL(/\/sign-in\/factor/);

  for (const path of ["/", "/patients", "/billing", factorsPage, "/choose-clinic", "/sign-in"]) {
    await page.goto(path);
    await expect(page).toHaveURL(/\/sign-in\/factor/);
  }
  const headers = { origin: baseURL ?? "", "x-requested-with": "chartkeep" };
  for (const path of [
    "patients/search",
    "factors/totp/new",
    "factors/passkeys/new",
    "factors/recovery-codes",
    "factors/remove",
  ]) {
    const answer = await page.request.post(`/api/${path}`, { headers, data: {} });
    expect(answer.status(), path).toBe(401);
  }
});

test("a passkey is made, signs in, and answers when a change asks once more", async ({
  page,
  context,
}) => {
  await withDevice(context, page);
  const person = await newPerson();
  await signIn(page, person);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name").fill("Work laptop");
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await page.getByLabel("I have kept these codes.").check();
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("Work laptop").first()).toBeVisible();
  await signOut(page);

  await signIn(page, person);
  await page.getByRole("button", { name: "Use your passkey" }).click();
  await expect(page).toHaveURL(factorsPage);
  await expect(page.getByText(/last used/)).toBeVisible();

  await proveLongAgo(person);
  await page.getByRole("button", { name: "Rename Work laptop" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Old laptop");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  const stepUp = page.getByRole("dialog", { name: "Is it still you?" });
  await expect(stepUp.getByRole("button", { name: "Use your passkey" })).toBeFocused();
  // It fades in, and under the pointer a button looks another way: neither is the dialog's own look.
  await page.mouse.move(0, 0);
  await expect(stepUp).toHaveCSS("opacity", "1");
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await stepUp.getByRole("button", { name: "Use your passkey" }).click();
  await expect(stepUp).toBeHidden();
  await expect(page.getByText("Old laptop").first()).toBeVisible();
});

test("who closes the dialog has changed nothing", async ({ page }) => {
  const person = await newPerson();
  await signIn(page, person);
  await setUpApp(page);
  await proveLongAgo(person);
  await page.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("dialog", { name: "Is it still you?" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was changed" })).toBeVisible();
  await page.reload();
  await expect(page.getByText("10 of 10 left")).toBeVisible();
});

test("a recovery code takes a person in once, and the page says when few are left", async ({
  page,
}) => {
  const person = await newPerson();
  await signIn(page, person);
  const { codes } = await setUpApp(page);
  await admin`update directory.recovery_codes set used_at = now() where code_hash in (select code_hash
    from directory.recovery_codes where account_id = ${person.accountId} order by code_hash limit 6)`;
  await signOut(page);
  await signIn(page, person);
  await page.getByRole("button", { name: "Use a recovery code" }).click();

  const left = page.getByText("You have 3 recovery codes left.");
  for (const code of codes) {
    await page.getByLabel("Recovery code").fill(code.toLowerCase());
    const answer = page.waitForResponse("**/api/factors/prove");
    await page.getByRole("button", { name: "Go on" }).click();
    if ((await answer).status() === 200) break;
    await admin`delete from directory.throttles where points < 100`;
  }
  await expect(left).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page).toHaveURL(factorsPage);
  await expect(page.getByText("Few recovery codes are left.")).toBeVisible();
});

test("where the clinic asks for a factor, a person without one sets it up before coming in", async ({
  page,
}) => {
  const person = await newPerson(clinics.changed, "medical_assistant");
  const asks = (assurance: number) =>
    admin.begin(async (tx) => {
      await tx`select set_config('app.current_tenant', ${person.tenantId}, true),
        set_config('app.actor', '00000000-0000-7000-8000-000000000001', true)`;
      await tx`insert into app.sign_in_rules (tenant_id, role, assurance)
        values (${person.tenantId}, 'medical_assistant', ${assurance})
        on conflict (tenant_id, role) do update set assurance = excluded.assurance`;
    });
  await asks(2);
  try {
    await signIn(page, person, "/patients");
    await expect(page.getByRole("heading", { name: "Set up a second factor" })).toBeVisible();
    await page.goto("/patients");
    await expect(page).toHaveURL("/sign-in/factor?next=%2Fpatients");
    await page.getByRole("button", { name: "Set up an authenticator app" }).click();
    await confirmApp(page);
    await page.getByRole("button", { name: "Go on to the clinic" }).click();
    await expect(page).toHaveURL("/patients");

    await page.goto(factorsPage);
    await page.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByRole("alert").filter({ hasText: "This one has to stay" })).toBeVisible();
  } finally {
    await asks(1);
  }
});
