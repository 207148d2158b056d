import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantedTest, plantPatient } from "#e2e/planted";
import { clinics, enter, newColleague } from "#e2e/staff";
import { ssoFaults } from "#lib/sso/view";

test.describe.configure({ timeout: 600_000 });

let patient: PlantedPatient;

test.beforeAll(async () => {
  patient = await plantPatient(clinics.read);
});

const themed = [
  "color-contrast",
  "link-in-text-block",
  "scrollable-region-focusable",
  "target-size",
];
const desk = { width: 1280, height: 800 };
const tablet = { width: 820, height: 1180 };
/** A desk at 400 %. */
const narrow = { width: 320, height: 640 };

/**
 * Checks a page as it stands: every rule of axe in light on a desk, what a theme or a narrow window
 * can change in dark on a tablet, and that neither a tablet nor a zoomed window scrolls it sideways.
 * `aside` names rules that do not hold for what is open.
 */
async function expectAccessible(
  page: Page,
  name: string,
  aside: readonly string[] = [],
): Promise<void> {
  await expect(page.locator("h1, [role=dialog]").first(), name).toBeVisible();
  for (const [colorScheme, size] of [
    ["light", desk],
    ["dark", tablet],
  ] as const) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Our pages have no frames, so that axe need not open a page of its own to look into them.
    const axe = new AxeBuilder({ page }).setLegacyMode(true);
    if (colorScheme === "dark") axe.withRules(themed);
    else if (aside.length > 0) axe.disableRules([...aside]);
    const { violations } = await axe.analyze();
    const found = violations.map(
      ({ id, nodes }) => `${name} in ${colorScheme}: ${id} at ${nodes[0]?.target.join(" ")}`,
    );
    expect(found).toEqual([]);
  }
  for (const size of [tablet, narrow]) {
    await page.setViewportSize(size);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow, `${name}: pixels beyond the edge at ${size.width}`).toBe(0);
  }
  await page.setViewportSize(desk);
}

async function expectAllAccessible(page: Page, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
}

test("signing in", async ({ page }) => {
  await expectAllAccessible(page, [
    "/sign-in",
    "/sign-in?ended=idle",
    "/sign-in?ended=elsewhere",
    "/sign-in?reset=1",
    "/sign-in/sso",
    ...ssoFaults.map((fault) => `/sign-in/sso?error=${fault}`),
    "/forgot",
    "/reset",
    "/invitation",
    "/outbox",
  ]);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("Enter your password.")).toBeVisible();
  await expectAccessible(page, "an incomplete sign-in");
});

test("what belongs to a person, the keys and a locked screen", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "biller"));
  await expectAllAccessible(page, ["/me", "/me/password", "/me/factors", "/me/sso"]);
  await page.goto("/me/factors");
  await page.keyboard.press("Shift+?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await expectAccessible(page, "keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Your menu/ }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  // A menu stands above the page, outside its landmarks, while it is open.
  await expectAccessible(page, "the menu of a member", ["region"]);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByRole("button", { name: "Make a passkey" }).click();
  await expect(page.getByText("Give it a name.")).toBeVisible();
  await expectAccessible(page, "a passkey without a name");
  await page.goto("/me");
  await page.getByRole("button", { name: "Lock now" }).click();
  await expect(page).toHaveURL(/\/locked/);
  await expectAccessible(page, "a locked screen");
});

test("the lists of a clinician, and what is shut or not there", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  const chart = `/patients/${patient.patientId}`;
  await expectAllAccessible(page, [
    "/",
    "/choose-clinic",
    "/patients",
    "/patients?status=any&flag=restricted",
    `${chart}/billing`,
    "/patients/00000000-0000-7000-8000-00000000dead",
  ]);
});

test("the chart", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  const chart = `/patients/${patient.patientId}`;
  await expectAllAccessible(page, [
    chart,
    `${chart}/labs`,
    `${chart}/labs/${plantedTest.code}`,
    `${chart}/medications`,
    `${chart}/problems`,
    `${chart}/allergies`,
    `${chart}/vitals`,
    `${chart}/notes`,
    `${chart}/notes/${patient.noteId}`,
  ]);
});

test("searching, in the list and in the palette", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
  await page.goto("/patients");
  await page.getByRole("searchbox").fill("ca");
  await expect(page.getByRole("table", { name: "Search results" })).toBeVisible();
  await expectAccessible(page, "search results");
  await page.getByRole("searchbox").fill("nobody has this name");
  await expect(page.getByText("No patient matches")).toBeVisible();
  await expectAccessible(page, "no results");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill(patient.mrn);
  await expect(page.getByRole("option", { name: new RegExp(patient.mrn) })).toBeVisible();
  await expectAccessible(page, "palette");
});

test("the pages of a biller", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "biller"));
  await expectAllAccessible(page, [
    "/",
    `/patients/${patient.patientId}`,
    `/patients/${patient.patientId}/billing`,
    "/billing",
    "/billing/invoices",
    `/billing/invoices/${patient.invoiceIds[0]}`,
    "/billing/aging",
    "/billing/aging?by=provider",
  ]);
});

test("the pages of an admin and of a medical assistant", async ({ page, context }) => {
  const assistant = await newColleague(clinics.read, "medical_assistant");
  await enter(context, await newColleague(clinics.read, "tenant_admin"));
  await expectAllAccessible(page, [
    "/",
    "/admin/members",
    "/admin/members?role=tenant_admin&status=withdrawn",
    `/admin/members/${assistant.memberId}`,
    "/admin/security",
    "/admin/reviews",
    "/admin/disclosures",
    `/admin/disclosures?patient=${patient.patientId}`,
    "/admin/sso",
    "/admin/keys",
    "/admin/roles",
    "/admin/roles?who=system",
    "/admin/evidence",
    "/admin/restrictions",
    `/admin/restrictions/${patient.patientId}`,
    "/admin/break-glass",
    "/admin/audit/documents",
    "/admin/audit/verify",
    `/admin/members/${assistant.memberId}/activity`,
    `/patients/${patient.patientId}/access`,
    `/patients/${patient.patientId}/sensitivity`,
    "/admin/audit",
  ]);
  await page
    .getByRole("button", { name: /^(Event )?[\d,]+/ })
    .first()
    .click();
  await expect(page.getByRole("dialog").getByText("Chain position")).toBeVisible();
  await expectAccessible(page, "event drawer");
  await page.goto("/admin/members");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Invite" }).click();
  await expect(page.getByText("Choose a role.")).toBeVisible();
  await expectAccessible(page, "an incomplete invitation");
  await enter(context, assistant);
  await expectAllAccessible(page, ["/", `/patients/${patient.patientId}/vitals`]);
});
