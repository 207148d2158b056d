import { expect } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantedLabs, plantedTest, plantPatient } from "#e2e/planted";
import { clinics, enter, newColleague } from "#e2e/staff";
import { expectNothingLeftBehind, tabTo, watch } from "#e2e/watch";

let patient: PlantedPatient;

test.beforeAll(async () => {
  patient = await plantPatient(clinics.read);
});
test.beforeEach(async ({ context }) => {
  await enter(context, await newColleague(clinics.read, "prescriber"));
});

test("a clinician finds a patient however they ask, in the list and in the palette", async ({
  page,
}) => {
  const seen = watch(page);
  const { family, given, birthDate, mrn } = patient;
  const [year, month, day] = birthDate.split("-");
  const questions = [
    `${family}, ${given}`,
    `${given} ${family}`,
    family.slice(0, 7).toLowerCase(),
    birthDate,
    `${Number(month)}/${Number(day)}/${year}`,
    mrn,
    mrn.toLowerCase(),
  ];
  await page.goto("/patients");
  const box = page.getByRole("searchbox");
  const found = page
    .getByRole("table", { name: "Search results" })
    .getByRole("row", { name: new RegExp(mrn) });
  for (const question of questions) {
    await box.fill(question);
    await expect(found, question).toBeVisible();
    await box.fill("");
    await expect(page.getByRole("table", { name: "Patients" })).toBeVisible();
  }
  await box.fill(`${family}x`);
  await expect(page.getByText("No patient matches")).toBeVisible();

  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search patients and pages" });
  for (const question of questions.slice(0, 4)) {
    await palette.getByRole("combobox").fill(question);
    const option = palette.getByRole("option", { name: new RegExp(mrn) });
    await expect(option, question).toBeVisible();
    await palette.getByRole("combobox").fill("");
    await expect(option).toBeHidden();
  }
  await expectNothingLeftBehind(page, seen, patient);
});

test("the chart opens with its banner, and each tab shows its part without loading a document", async ({
  page,
}) => {
  await page.goto("/patients");
  const seen = watch(page);
  await page.getByRole("searchbox").fill(patient.mrn);
  await page
    .getByRole("row", { name: new RegExp(patient.mrn) })
    .getByRole("link")
    .click();
  await expect(page).toHaveURL(`/patients/${patient.patientId}`);

  const banner = page.getByRole("region", { name: "Patient", exact: true });
  await expect(banner).toContainText(new RegExp(patient.family, "i"));
  await expect(banner).toContainText(patient.given);
  await expect(banner).toContainText(patient.mrn);
  await expect(banner).toContainText(patient.birthDate.slice(0, 4));
  await expect(banner).toContainText("1 allergy");

  const [allergy = "", problem = "", drug = "", note = ""] = patient.clinical;
  const main = page.getByRole("main");
  const tabs = page.getByRole("navigation", { name: "Chart" });
  await expect(tabs.getByRole("link")).toHaveText([
    "Summary",
    "Notes",
    "Labs",
    "Medications",
    "Problems",
    "Allergies",
    "Vitals",
    "Sensitivity",
  ]);
  const parts: readonly (readonly [string, string])[] = [
    ["Labs", "1283.57"],
    ["Medications", drug],
    ["Problems", problem],
    ["Allergies", allergy],
    ["Vitals", "67"],
    ["Notes", "Planted visit"],
    ["Summary", drug],
  ];
  for (const [tab, part] of parts) {
    await tabs.getByRole("link", { name: tab }).click();
    await expect(page.getByRole("heading", { level: 1, name: tab })).toBeVisible();
    await expect(main.getByText(part).filter({ visible: true }).first()).toBeVisible();
    await expect(page).toHaveTitle(/^[A-Za-z]+ - Patient - Chartkeep$/);
    await expect(banner).toBeInViewport();
  }
  await tabs.getByRole("link", { name: "Notes" }).click();
  await main.getByRole("link", { name: "Planted visit" }).click();
  await expect(main.getByText(note)).toBeVisible();
  await expect(main.getByText("Unchanged since it was signed")).toBeVisible();

  expect(seen.documents()).toBe(0);
  await expectNothingLeftBehind(page, seen, patient);
});

test("a trend tells each result by the arrow keys, marks what is out of range, and repeats it as a table", async ({
  page,
}) => {
  await page.goto(`/patients/${patient.patientId}/labs`);
  const row = page.getByRole("row", { name: new RegExp(plantedTest.name) });
  await expect(row).toContainText("264");
  for (const value of plantedLabs) await expect(row).toContainText(value);
  await expect(row.getByRole("cell", { name: /1283\.57/ })).toContainText("H");

  await row.focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/patients/${patient.patientId}/labs/${plantedTest.code}`);
  const points = page.getByRole("img", { name: /Reference/ });
  await expect(points).toHaveCount(plantedLabs.length);
  await points.last().focus();
  for (const value of [...plantedLabs].reverse()) {
    await expect(page.locator(":focus")).toHaveAttribute("aria-label", new RegExp(`^${value}`));
    await page.keyboard.press("ArrowLeft");
  }
  await page.keyboard.press("End");
  await expect(points.last()).toBeFocused();
  const results = page.getByRole("region", { name: /results as a table/ }).getByRole("row");
  await expect(results).toHaveCount(plantedLabs.length + 1);
});

test("without a mouse: from home to the trend of a result and back to the list", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const seen = watch(page);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page).toHaveURL("/patients");
  await expect(page.getByRole("searchbox")).toBeVisible();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type(`${patient.family}, ${patient.given}`);
  await expect(page.getByRole("table", { name: "Search results" })).toBeVisible();
  await tabTo(page, page.getByRole("row", { name: new RegExp(patient.mrn) }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/patients/${patient.patientId}`);

  const tabs = page.getByRole("navigation", { name: "Chart" });
  await tabTo(page, tabs.getByRole("link", { name: "Labs" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Labs" })).toBeVisible();
  await tabTo(page, page.getByRole("row", { name: new RegExp(plantedTest.name) }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/labs/${plantedTest.code}$`));

  await page.keyboard.press("Control+k");
  const box = page.getByRole("dialog").getByRole("combobox");
  await expect(box).toBeFocused();
  await page.keyboard.type(patient.mrn);
  await expect(page.getByRole("option", { name: new RegExp(patient.mrn) })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/patients/${patient.patientId}`);
  await page.keyboard.press("Control+k");
  await expect(box).toHaveValue("");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(seen.documents()).toBe(0);
  await expectNothingLeftBehind(page, seen, patient);
});
