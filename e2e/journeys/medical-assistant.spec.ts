import { expect } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { clinics, enter, newColleague } from "#e2e/staff";
import { found, watch } from "#e2e/watch";

let patient: PlantedPatient;

test.beforeAll(async () => {
  patient = await plantPatient(clinics.read);
});

test("a medical assistant reads vital signs, and neither finds nor reaches labs, notes, problems or money", async ({
  page,
  context,
}) => {
  await enter(context, await newColleague(clinics.read, "medical_assistant"));
  const seen = watch(page);
  await page.goto("/");
  await expect(
    page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Billing|Invoices/ }),
  ).toHaveCount(0);
  const chart = `/patients/${patient.patientId}`;
  await page.goto(chart);
  const tabs = page.getByRole("navigation", { name: "Chart" });
  await expect(tabs.getByRole("link")).toHaveText([
    "Summary",
    "Medications",
    "Allergies",
    "Vitals",
  ]);
  await tabs.getByRole("link", { name: "Vitals" }).click();
  await expect(page.getByRole("row", { name: /Heart rate/ })).toContainText("67");

  const shut = [
    `${chart}/labs`,
    `${chart}/labs/2986-8`,
    `${chart}/notes`,
    `${chart}/notes/${patient.noteId}`,
    `${chart}/problems`,
    `${chart}/billing`,
    `${chart}/access`,
    "/billing",
    "/billing/invoices",
    `/billing/invoices/${patient.invoiceIds[0]}`,
    "/billing/aging",
    "/admin/audit",
  ];
  for (const path of shut) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(403);
    await expect(page.getByText("Your role does not include this")).toBeVisible();
  }
  const [, problem = "", , note = "", ...labs] = patient.clinical;
  const told = (await seen.bodies()).join("\n");
  expect(found(told, [patient.mrn, problem, note, ...labs])).toEqual([patient.mrn]);
});
