import { type BrowserContext, expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { admin, alsoWorksIn, clinics, enter, newColleague } from "#e2e/staff";

/** A clinic that somebody of two works in, with a patient that only this clinic has. */
interface Side {
  readonly name: string;
  readonly patient: PlantedPatient;
}

async function sideOf(slug: string): Promise<Side> {
  const [tenant] = await admin`select name from directory.tenants where slug = ${slug}`;
  return { name: String(tenant?.name), patient: await plantPatient(slug) };
}

let left: Side;
let right: Side;

test.beforeAll(async () => {
  left = await sideOf(clinics.read);
  right = await sideOf(clinics.changed);
});

/** Somebody of both clinics, with the first one open at this address. */
async function begin(page: Page, role: "prescriber" | "biller", path: string): Promise<void> {
  const colleague = await newColleague(clinics.read, role);
  await alsoWorksIn(clinics.changed, colleague, role);
  await enter(page.context(), colleague);
  await page.goto(path);
  await expect(page.getByText(left.name).first()).toBeVisible();
}

/** Opens the other clinic in a tab of its own, as its form does, or without the tabs beside it hearing of it, from it or from their clocks. */
async function changeOver(context: BrowserContext, way: "in a tab" | "unheard"): Promise<void> {
  if (way === "unheard")
    for (const beside of context.pages())
      await beside.route("**/api/session/clock", (route) => route.abort());
  const tab = await context.newPage();
  await tab.goto("/choose-clinic");
  if (way === "unheard") await tab.addInitScript("delete globalThis.BroadcastChannel");
  if (way === "unheard") await tab.route("**/_next/static/**", (route) => route.abort());
  await tab.getByRole("button", { name: right.name }).click();
  await expect(tab).toHaveURL("/");
  await expect(tab.getByText(right.name).first()).toBeVisible();
}

/** Notes, at every change of the page, whether rows of one clinic ever stood under the name of the other. */
async function watchForMixing(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(
    ([clinic = "", foreign = ""]) => {
      const mixed: string[] = [];
      const look = () => {
        const text = document.body.textContent.toLowerCase();
        if (text.includes(clinic) && text.includes(foreign)) mixed.push(window.location.pathname);
      };
      new MutationObserver(look).observe(document, { childList: true, subtree: true });
      Object.assign(window, { mixed });
    },
    [left.name.toLowerCase(), right.patient.family.toLowerCase()],
  );
  return () => page.evaluate(() => Reflect.get(window, "mixed") ?? []);
}

test("a tab of the clinic before says so, empties itself and follows", async ({
  page,
  context,
}) => {
  await begin(page, "prescriber", "/patients");
  const said: string[] = [];
  await page.exposeFunction("say", (text: string) => said.push(text));
  await page.evaluate(() => {
    const say = () => Reflect.get(window, "say")(document.body.textContent);
    new MutationObserver(say).observe(document.body, { childList: true, subtree: true });
  });
  await page.getByRole("searchbox").fill(left.patient.mrn);
  await expect(page.getByRole("row", { name: new RegExp(left.patient.mrn) })).toBeVisible();
  await changeOver(context, "in a tab");

  await expect(page).toHaveURL("/");
  await expect(page.getByText(right.name).first()).toBeVisible();
  await expect(page.getByText(left.name)).toHaveCount(0);
  expect(said.join("\n")).toContain("You opened another clinic in another tab. Going there.");
});

test("a tab that heard nothing shows no row of the other clinic, whatever is asked in it", async ({
  page,
  context,
}) => {
  await begin(page, "prescriber", "/patients");
  await changeOver(context, "unheard");
  const mixed = await watchForMixing(page);
  const answer = page.waitForResponse("**/api/patients/search");
  await page.getByRole("searchbox").fill(right.patient.mrn);
  expect((await answer).status()).toBe(409);
  await expect(page).toHaveURL("/");
  await expect(page.getByText(right.name).first()).toBeVisible();
  expect(await mixed()).toEqual([]);
});

test("a soft navigation in a tab that heard nothing shows neither clinic and asks for one", async ({
  page,
  context,
}) => {
  await begin(page, "prescriber", "/");
  await changeOver(context, "unheard");
  const mixed = await watchForMixing(page);
  await page.getByRole("navigation").getByRole("link", { name: "Patients" }).click();
  await expect(page.getByText("Another clinic is open")).toBeVisible();
  await expect(page.getByRole("navigation")).toHaveCount(0);
  expect(await mixed()).toEqual([]);

  await page.getByRole("button", { name: left.name }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByText(left.name).first()).toBeVisible();
  await expect(page.getByText(right.name)).toHaveCount(0);
});

test("a payment sent from a tab that heard nothing is posted nowhere", async ({
  page,
  context,
}) => {
  const [invoiceId = ""] = left.patient.invoiceIds;
  await begin(page, "biller", `/billing/invoices/${invoiceId}`);
  await changeOver(context, "unheard");
  await page.getByLabel("Amount received").fill("10.00");
  await page.getByRole("button", { name: /^Post / }).click();
  await expect(page.getByText("Another clinic is open")).toBeVisible();
  const posted =
    await admin`select 1 from app.payments where patient_id = ${left.patient.patientId}`;
  expect(posted).toHaveLength(0);
});
