import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "@playwright/test";
import { findBrowser } from "#e2e/browser";
import { demoClinics } from "#lib/demo/clinics";
import { tellStory } from "./screenshots/newcomer.ts";
import { publicSteps, type Step, stepsOf } from "./screenshots/steps.ts";

const [address, folder, password] = process.argv.slice(2);
if (!address || !folder || !password) {
  console.error(
    "Usage: node e2e/screenshots.ts <address> <folder> <password of the demonstration>",
  );
  process.exit(2);
}
const site: BrowserContextOptions = { baseURL: address };

/** How each screen is looked at. Zoomed is a window of 1280 px at 200 %; paper is a letter between its margins. */
const looks: Readonly<Record<string, BrowserContextOptions>> = {
  "light-wide": { viewport: { width: 1280, height: 800 }, colorScheme: "light" },
  "light-tablet": { viewport: { width: 820, height: 1180 }, colorScheme: "light" },
  "dark-wide": { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  "dark-tablet": { viewport: { width: 820, height: 1180 }, colorScheme: "dark" },
  zoomed: { viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 },
  narrow: { viewport: { width: 320, height: 640 } },
  paper: { viewport: { width: 726, height: 950 }, colorScheme: "dark" },
};
const complaints: string[] = [];

/** The member of the first clinic who holds exactly this role. */
function emailOf(role: string): string {
  const member = demoClinics[0]?.members.find(({ roles }) => roles.join() === role);
  if (!member) throw new Error(`no demonstration member is only a ${role}`);
  return member.email;
}

async function signIn(context: BrowserContext, email: string): Promise<void> {
  const page = await context.newPage();
  await page.goto("/sign-in");
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

/** Waits until letters have their shape and nothing fades or slides any more; what turns forever does not count. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(() => document.fonts.ready);
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== "running" ||
          effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
}

/** Takes one picture, and notes what axe and the width of the page have against it. */
async function shoot(page: Page, name: string): Promise<void> {
  const isPaper = name.endsWith("-paper");
  if (isPaper) await page.emulateMedia({ media: "print" });
  await settled(page);
  const file = join(folder ?? "", name);
  await page.screenshot({ path: `${file}.png`, fullPage: isPaper });
  if (isPaper) await page.pdf({ path: `${file}.pdf`, format: "Letter" });
  if (/light-wide|dark-wide|zoomed/.test(name)) {
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations) {
      complaints.push(`${name}: axe ${id}: ${nodes[0]?.target.join(" ")} (${nodes.length})`);
    }
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (overflow > 0) complaints.push(`${name}: ${overflow} px wider than the window`);
  if (isPaper) await page.emulateMedia({ media: null });
}

/** The charts worth seeing: an ordinary one, a long name, a restricted and a deceased patient. */
async function findCharts(page: Page): Promise<Record<string, string>> {
  const firstOf = async (query: string) => {
    await page.goto(`/patients${query}`);
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
  const byName = await firstOf("?status=any");
  await page.goto("/");
  const lab = page.locator('main a[href*="/labs/"]').first();
  const busy = (await lab.count()) === 0 ? undefined : await lab.getAttribute("href");
  const longest = [...recent, ...byName].toSorted(
    (one, other) => other.name.length - one.name.length,
  )[0];
  const charts: Record<string, string> = {};
  const ordinary = busy?.split("/labs/")[0] ?? recent[0]?.href;
  if (ordinary) charts.ordinary = ordinary;
  if (recent[0]) charts.new = recent[0].href;
  if (longest) charts["long-name"] = longest.href;
  if (restricted[0]) charts.restricted = restricted[0].href;
  if (deceased[0]) charts.deceased = deceased[0].href;
  return charts;
}

/** Whether a picture of this name was asked for. */
const isWanted = (name: string) => new RegExp(process.env.ONLY ?? "").test(name);

type SignedIn = Awaited<ReturnType<BrowserContext["storageState"]>>;

/** Every step in one look. A slow page and a page that fails are complaints, not the end. */
async function shootLook(
  browser: Browser,
  who: string,
  look: string,
  steps: readonly Step[],
  storageState?: SignedIn,
): Promise<void> {
  const context = await browser.newContext({
    ...site,
    ...looks[look],
    ...(storageState === undefined ? {} : { storageState }),
  });
  for (const [name, visit] of steps) {
    const picture = `${who}-${name}-${look}`;
    if (!isWanted(picture)) continue;
    const page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(`${picture}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error" && !/status of (403|404|503)/.test(message.text()))
        complaints.push(`${picture}: ${message.text().slice(0, 300)}`);
    });
    await visit(page).catch((error: Error) => complaints.push(`${picture}: ${error.message}`));
    await shoot(page, picture);
    await page.close();
  }
  await context.close();
}

async function shootRole(browser: Browser, role: string): Promise<void> {
  const first = await browser.newContext(site);
  await signIn(first, emailOf(role));
  const storageState = await first.storageState();
  const charts = await findCharts(await first.newPage());
  await first.close();
  for (const look of Object.keys(looks))
    await shootLook(browser, role, look, stepsOf(role, charts), storageState);
}

/** One moment of the story, in every look that a page can take on while it stays open. */
async function shootMoment(page: Page, name: string): Promise<void> {
  for (const [look, { viewport, colorScheme = "light" }] of Object.entries(looks)) {
    const picture = `story-${name}-${look}`;
    if (look === "paper" || !viewport || !isWanted(picture)) continue;
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    await shoot(page, picture);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
}

/** Opens a window of its own, in which somebody of the demonstration may be signed in. */
async function openWindow(browser: Browser, role?: string): Promise<Page> {
  const context = await browser.newContext({ ...site, viewport: { width: 1280, height: 800 } });
  if (role !== undefined) await signIn(context, emailOf(role));
  return context.newPage();
}

mkdirSync(folder, { recursive: true });
const { executablePath, args } = await findBrowser();
const browser = await chromium.launch({ executablePath, args: [...args] });
if (isWanted("public") || publicSteps.some(([name]) => isWanted(`public-${name}`)))
  for (const look of Object.keys(looks).filter((look) => look !== "paper"))
    await shootLook(browser, "public", look, publicSteps);
for (const role of ["prescriber", "medical_assistant", "biller", "tenant_admin"]) {
  const names = stepsOf(role, {}).flatMap(([name]) =>
    Object.keys(looks).map((look) => `${role}-${name}-${look}`),
  );
  if (names.some(isWanted)) await shootRole(browser, role);
}
if (isWanted("story"))
  await tellStory((role) => openWindow(browser, role), shootMoment).catch((error: Error) =>
    complaints.push(`story: ${error.message}`),
  );
await browser.close();
for (const line of new Set(complaints)) console.log(line);
console.log(`Pictures are in ${folder}; ${complaints.length} complaints.`);
process.exit(complaints.length === 0 ? 0 : 1);
