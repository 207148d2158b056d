import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "@playwright/test";
import { findBrowser } from "#e2e/browser";
import { demoClinics } from "#lib/demo/clinics";

const [address, folder, password] = process.argv.slice(2);
if (!address || !folder || !password) {
  console.error(
    "Usage: node e2e/screenshots.ts <address> <folder> <password of the demonstration>",
  );
  process.exit(2);
}

const sizes = { wide: { width: 1280, height: 800 }, tablet: { width: 820, height: 1180 } } as const;
const themes = ["light", "dark"] as const;
type Theme = (typeof themes)[number];
type Size = keyof typeof sizes;
const complaints: string[] = [];

/** The member of the first clinic who holds exactly this role. */
function emailOf(role: string): string {
  const member = demoClinics[0]?.members.find(({ roles }) => roles.join() === role);
  if (!member) throw new Error(`no demonstration member is only a ${role}`);
  return member.email;
}

async function signIn(context: BrowserContext, email: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${address}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  if (new URL(page.url()).pathname === "/choose-clinic") {
    await page.locator("main form button").first().click();
    await page.waitForURL(`${address}/`);
  }
  await page.close();
}

/** Takes one picture, and notes what axe, the console and the width of the page have against it. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForTimeout(150);
  await page.screenshot({ path: join(folder ?? "", `${name}.png`) });
  const { violations } = await new AxeBuilder({ page }).analyze();
  for (const { id, nodes } of violations) {
    complaints.push(`${name}: axe ${id}: ${nodes[0]?.target.join(" ")} (${nodes.length})`);
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) complaints.push(`${name}: ${overflow} px wider than the window`);
}

/** The charts worth seeing: an ordinary one, a long name, a restricted and a deceased patient. */
async function findCharts(page: Page): Promise<Record<string, string>> {
  const firstOf = async (query: string) => {
    await page.goto(`${address}/patients${query}`);
    return page.locator("tbody th a").evaluateAll((links) =>
      links.map((link) => ({
        href: link.getAttribute("href") ?? "",
        name: link.textContent ?? "",
      })),
    );
  };
  const [recent, restricted, deceased] = [
    await firstOf("?sort=last-visit"),
    await firstOf("?status=any&flag=restricted"),
    await firstOf("?status=any&flag=deceased"),
  ];
  const longest = recent.toSorted((one, other) => other.name.length - one.name.length)[0];
  const charts: Record<string, string> = {};
  if (recent[0]) charts.ordinary = recent[0].href;
  if (longest) charts["long-name"] = longest.href;
  if (restricted[0]) charts.restricted = restricted[0].href;
  if (deceased[0]) charts.deceased = deceased[0].href;
  return charts;
}

type Step = readonly [name: string, visit: (page: Page) => Promise<void>];
const at =
  (path: string) =>
  async (page: Page): Promise<void> => {
    await page.goto(`${address}${path}`, { waitUntil: "networkidle" });
  };

async function openFirst(page: Page, path: string): Promise<void> {
  await at(path)(page);
  const link = page.locator("tbody th a").first();
  if ((await link.count()) === 0) return;
  await link.click();
  await page.waitForURL((url) => url.pathname !== path);
  await page.waitForLoadState("networkidle");
}

/** The first open invoice, with the payment form filled in this way and sent. */
const paying =
  (amount: string, applied: string | undefined, said: string | RegExp) =>
  async (page: Page): Promise<void> => {
    await openFirst(page, "/billing/invoices");
    await page.getByLabel("Amount received").fill(amount);
    if (applied !== undefined) await page.getByLabel(/^INV-/).first().fill(applied);
    await page.getByRole("button", { name: /^Post \$/ }).click();
    await page.getByText(said).first().waitFor({ timeout: 8000 });
    await page.waitForTimeout(300);
  };

/** The page with the first event on it opened at the side. */
const withDrawer =
  (path: string) =>
  async (page: Page): Promise<void> => {
    await at(path)(page);
    await page
      .getByRole("button", { name: /^Event .* open$/ })
      .first()
      .click();
    await page.getByText("Previous hash").waitFor({ timeout: 8000 });
    await page.waitForTimeout(250);
  };

async function verifyNow(page: Page): Promise<void> {
  await at("/admin/audit")(page);
  await page.getByRole("button", { name: "Verify now" }).click();
  await page
    .getByRole("status")
    .getByText(/^(Verified|Damaged)$/)
    .waitFor({ timeout: 60_000 });
  await page.getByRole("button", { name: "Verify now" }).waitFor({ timeout: 60_000 });
}

async function narrowToPatient(page: Page): Promise<void> {
  await at("/admin/audit")(page);
  await page.getByRole("button", { name: "Patient", exact: true }).click();
  await page.getByRole("dialog").getByRole("searchbox").fill("mar");
  await page.getByRole("dialog").locator("li button").first().waitFor({ timeout: 5000 });
}

async function openFilters(page: Page): Promise<void> {
  await at("/admin/audit?outcome=denied&from=2026-01-01")(page);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.waitForTimeout(250);
}

async function search(page: Page, text: string): Promise<void> {
  await at("/patients")(page);
  await page.getByRole("searchbox").fill(text);
  await page
    .getByRole("table", { name: "Search results" })
    .waitFor({ timeout: 5000 })
    .catch(() => {});
  await page.waitForLoadState("networkidle");
}

function stepsOf(role: string, charts: Record<string, string>): readonly Step[] {
  const chart = charts.ordinary ?? "/patients";
  const clinical: readonly Step[] = [
    ["chart-summary", at(chart)],
    ["chart-labs", at(`${chart}/labs`)],
    ["chart-labs-abnormal", at(`${chart}/labs?abnormal=true`)],
    ["chart-lab-trend", (page) => openFirst(page, `${chart}/labs`)],
    ["chart-notes", at(`${chart}/notes`)],
    ["chart-note", (page) => openFirst(page, `${chart}/notes`)],
    ["chart-problems", at(`${chart}/problems`)],
    ...Object.entries(charts).map(([kind, href]): Step => [`chart-${kind}`, at(href)]),
  ];
  const shared: readonly Step[] = [
    ["home", at("/")],
    ["patients", at("/patients")],
    ["patients-search", (page) => search(page, "mar")],
    ["patients-no-match", (page) => search(page, "zzzzqx")],
    [
      "palette",
      async (page) => {
        await at("/patients")(page);
        await page.keyboard.press("Control+k");
        await page.getByPlaceholder(/Name, birth date, phone, e-mail/).waitFor();
        await page.waitForTimeout(300);
        await page.keyboard.type("mar", { delay: 40 });
        await page
          .getByRole("option")
          .nth(2)
          .waitFor({ timeout: 5000 })
          .catch(() => {});
      },
    ],
  ];
  if (role === "prescriber")
    return [
      ...shared,
      ...clinical,
      ["chart-medications", at(`${chart}/medications`)],
      ["chart-allergies", at(`${chart}/allergies`)],
      ["chart-vitals", at(`${chart}/vitals`)],
      ["forbidden", at(`${chart}/billing`)],
      ["not-found", at("/patients/00000000-0000-7000-8000-00000000dead")],
    ];
  if (role === "biller")
    return [
      ["home", at("/")],
      ["chart", at(chart)],
      ["chart-billing", at(`${chart}/billing`)],
      ["billing", at("/billing")],
      ["invoices", at("/billing/invoices")],
      ["invoice", (page) => openFirst(page, "/billing/invoices")],
      ["invoices-paid", at("/billing/invoices?filter=paid&responsible=insurance")],
      ["invoice-invalid", paying("nothing", undefined, "Enter an amount such as 125.00.")],
      ["invoice-refused", paying("95000", "90000", "Nothing was posted.")],
      ["invoice-posted", paying("10.25", undefined, "$10.25 posted")],
      ["aging", at("/billing/aging")],
      ["aging-provider", at("/billing/aging?by=provider&asOf=2026-06-30")],
      ["aging-nothing", at("/billing/aging?asOf=1999-01-01")],
      ["forbidden", at(`${chart}/labs`)],
    ];
  if (role === "tenant_admin")
    return [
      ["home", at("/")],
      ["chart-access", at(`${chart}/access`)],
      ["chart-access-event", withDrawer(`${chart}/access`)],
      ["audit", at("/admin/audit")],
      ["audit-verified", verifyNow],
      ["audit-event", withDrawer("/admin/audit")],
      ["audit-filters", openFilters],
      ["audit-patient", narrowToPatient],
      ["audit-rows", at("/admin/audit?rows=true")],
      ["audit-empty", at("/admin/audit?from=2020-01-01&to=2020-01-02")],
      ["forbidden", at("/billing/invoices")],
    ];
  return [
    ["home", at("/")],
    ["chart", at(chart)],
    ["chart-vitals", at(`${chart}/vitals`)],
  ];
}

/** Whether a picture of this name was asked for. */
const isWanted = (name: string) => new RegExp(process.env.ONLY ?? "").test(name);

async function shootAll(browser: Browser, role: string): Promise<void> {
  const names = stepsOf(role, {}).flatMap(([name]) =>
    themes.flatMap((theme) => Object.keys(sizes).map((size) => `${role}-${name}-${theme}-${size}`)),
  );
  if (!names.some(isWanted)) return;
  const first = await browser.newContext({ viewport: sizes.wide });
  await signIn(first, emailOf(role));
  const storageState = await first.storageState();
  const finder = await first.newPage();
  const charts = await findCharts(finder);
  await first.close();
  for (const theme of themes) {
    for (const size of Object.keys(sizes) as Size[]) {
      await shootOne(browser, { role, theme, size, charts, storageState });
    }
  }
}

async function shootOne(
  browser: Browser,
  {
    role,
    theme,
    size,
    charts,
    storageState,
  }: {
    role: string;
    theme: Theme;
    size: Size;
    charts: Record<string, string>;
    storageState: Awaited<ReturnType<BrowserContext["storageState"]>>;
  },
): Promise<void> {
  const context = await browser.newContext({
    storageState,
    viewport: sizes[size],
    colorScheme: theme,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(`${role} ${page.url()}: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (403|404)/.test(message.text()))
      complaints.push(`${role} ${new URL(page.url()).pathname}: ${message.text().slice(0, 300)}`);
  });
  for (const [name, visit] of stepsOf(role, charts)) {
    if (!isWanted(`${role}-${name}-${theme}-${size}`)) continue;
    await visit(page).catch((error: Error) => complaints.push(`${name}: ${error.message}`));
    await shoot(page, `${role}-${name}-${theme}-${size}`);
  }
  await context.close();
}

mkdirSync(folder, { recursive: true });
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({ executablePath, args: [...args] });
for (const theme of themes) {
  const context = await browser.newContext({ viewport: sizes.wide, colorScheme: theme });
  const page = await context.newPage();
  await at("/sign-in")(page);
  await shoot(page, `public-sign-in-${theme}-wide`);
  await page.getByLabel("Email").fill("nobody@example.org");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("do not match").waitFor({ timeout: 8000 });
  await shoot(page, `public-sign-in-failed-${theme}-wide`);
  await at("/nowhere")(page);
  await shoot(page, `public-not-found-${theme}-wide`);
  await context.close();
}
for (const role of ["prescriber", "medical_assistant", "biller", "tenant_admin"]) {
  await shootAll(browser, role);
}
await browser.close();
for (const line of new Set(complaints)) console.log(line);
console.log(`Pictures are in ${folder}; ${complaints.length} complaints.`);
process.exit(complaints.length === 0 ? 0 : 1);
