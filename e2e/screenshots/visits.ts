import type { Page } from "@playwright/test";

/** What is done before a picture is taken: a path below the address of the browser's context, and what a person would do there. */
export type Visit = (page: Page) => Promise<void>;

/** Opens a page and waits until it is quiet. */
export const at =
  (path: string): Visit =>
  async (page) => {
    await page.goto(path, { waitUntil: "networkidle" });
  };

/** Opens the first row of the list at this path. */
export const firstOf =
  (path: string): Visit =>
  async (page) => {
    await at(path)(page);
    const link = page.locator("tbody th a").first();
    if ((await link.count()) === 0) return;
    await link.click();
    await page.waitForURL((url) => url.pathname !== path);
    await page.waitForLoadState("networkidle");
  };

/** The first open invoice, with the payment form filled in this way and sent. */
export const paying =
  (amount: string, applied: string | undefined, said: string | RegExp): Visit =>
  async (page) => {
    await firstOf("/billing/invoices")(page);
    await page.getByLabel("Amount received").fill(amount);
    if (applied !== undefined) await page.getByLabel(/^INV-/).first().fill(applied);
    await page.getByRole("button", { name: /^Post / }).click();
    await page.getByText(said).first().waitFor({ timeout: 8000 });
  };

/** The page with the first event on it opened at the side. */
export const withDrawer =
  (path: string): Visit =>
  async (page) => {
    await at(path)(page);
    await page
      .getByRole("button", { name: /: open this event$/ })
      .first()
      .click();
    await page.getByText("Chain position").waitFor({ timeout: 8000 });
  };

/** The audit trail after its check. */
export const verifyNow: Visit = async (page) => {
  await at("/admin/audit")(page);
  await page.getByRole("button", { name: "Verify now" }).click();
  await page
    .getByText(/^(Verified|Damaged)$/)
    .first()
    .waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Verify now" }).waitFor({ timeout: 60_000 });
};

/** The audit trail while a patient is looked up for its filter. */
export const narrowToPatient: Visit = async (page) => {
  await at("/admin/audit")(page);
  await page.getByRole("button", { name: "Patient", exact: true }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("mar");
  await page.getByRole("dialog").locator("li button").first().waitFor({ timeout: 5000 });
};

/** The audit trail with two filters set and the list of the others open. */
export const openFilters: Visit = async (page) => {
  await at("/admin/audit?outcome=denied&from=2026-01-01")(page);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("menu").waitFor();
};

/** The patient list with this text in its search box. */
export const searching =
  (text: string): Visit =>
  async (page) => {
    await at("/patients")(page);
    await page.getByRole("searchbox").fill(text);
    await page
      .getByRole("table", { name: "Search results" })
      .waitFor({ timeout: 5000 })
      .catch(() => {});
    await page.waitForLoadState("networkidle");
  };

/** A search whose answer does not come, or comes as this status. */
export const searchingWhile =
  (status: "waiting" | number): Visit =>
  async (page) => {
    await at("/patients")(page);
    const door = "**/api/patients/search";
    await page.route(door, async (route) => {
      if (status === "waiting") return;
      const body = {
        ok: false,
        code: "UNAVAILABLE",
        requestId: "5f2c8f0e-0000-4000-8000-1c1c1c1c1c1c",
      };
      await route.fulfill({ status, json: body });
    });
    await page.getByRole("searchbox").fill("mar");
    const shown = status === "waiting" ? "main [aria-busy=true]" : "main [role=alert]";
    await page.locator(shown).first().waitFor({ timeout: 8000 });
  };

/** The command palette with results. */
export const palette: Visit = async (page) => {
  await at("/patients")(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("mar");
  await page
    .getByRole("option")
    .nth(2)
    .waitFor({ timeout: 5000 })
    .catch(() => {});
};

/** The menu behind the member's name. */
export const memberMenu: Visit = async (page) => {
  await at("/")(page);
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await page.getByRole("menu").waitFor();
};

/** The list of keys that work on every page. */
export const keys: Visit = async (page) => {
  await at("/patients")(page);
  await page.locator("h1").click();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
};

/** The warning before the session ends, as another tab of the same browser would bring it about. */
export const idleWarning: Visit = async (page) => {
  await at("/patients")(page);
  await page.evaluate(() => {
    const clock = { idleSeconds: 70, overallSeconds: 9_999 };
    new BroadcastChannel("chartkeep-session").postMessage(clock);
  });
  await page.getByRole("dialog", { name: "Are you still there?" }).waitFor();
};

/** The sign-in rules with one more asked of billers, and whom that would reach. */
export const rulesPreview: Visit = async (page) => {
  await at("/admin/security")(page);
  const billers = page.getByRole("group", { name: /^Biller/ });
  await billers.getByRole("radio", { name: "Any second factor" }).check();
  await page.getByRole("region", { name: "Will be asked at their next request" }).waitFor();
};

/** The dialog that invites somebody, with what is wrong with an empty form. */
export const inviting: Visit = async (page) => {
  await at("/admin/members")(page);
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog", { name: "Invite a member" });
  await dialog.getByRole("button", { name: "Invite" }).click();
  await dialog.getByText("Choose a role.").waitFor();
};

/** The sign-in form after it was sent like this and refused. */
export const signingIn =
  (email: string, password: string): Visit =>
  async (page) => {
    await at("/sign-in")(page);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page
      .getByText(/do not match|Enter your|Too many/)
      .first()
      .waitFor({ timeout: 8000 });
  };
