import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { plantPatient } from "#e2e/planted";
import { clinics, enter, newColleague } from "#e2e/staff";

/** Opens a dialog by keyboard, goes round in it, and leaves it: the keys go on where they were. */
async function goesRound(page: Page, opener: string, dialogName: string | RegExp): Promise<void> {
  const button = page.getByRole("button", { name: opener, exact: true }).first();
  await button.focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: dialogName });
  await expect(dialog, opener).toBeVisible();
  const holdsFocus = () => dialog.evaluate((element) => element.contains(document.activeElement));
  await expect.poll(holdsFocus, { message: `${opener}: focus moves in` }).toBe(true);
  for (const key of ["Tab", "Shift+Tab"])
    for (let step = 0; step < 14; step += 1) {
      await page.keyboard.press(key);
      await expect.poll(holdsFocus, { message: `${opener}: ${key} stays inside` }).toBe(true);
    }
  await page.keyboard.press("Escape");
  await expect(dialog, opener).toBeHidden();
  await expect(button, `${opener}: focus comes back`).toBeFocused();
}

test("every dialog of an admin's pages is opened, gone round and left by keyboard", async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const patient = await plantPatient(clinics.read);
  await enter(context, await newColleague(clinics.read, "tenant_admin"));
  const dialogs: readonly (readonly [path: string, opener: string, dialog: string])[] = [
    ["/admin/keys", "Rotate keys…", "Make a new record key?"],
    ["/admin/evidence", "Take the evidence pack", "Evidence pack"],
    ["/admin/restrictions", "Patient", "Whose chart"],
    ["/admin/audit", "Patient", "Events of one patient"],
    ["/admin/audit?outcome=denied", "Save view", "Save this view"],
    ["/admin/audit/verify", "Take the bundle", "Audit bundle"],
    ["/admin/disclosures", "Patient", "Whose accounting"],
    [`/admin/disclosures?patient=${patient.patientId}`, "Export", "Export the accounting"],
    [
      `/admin/disclosures?patient=${patient.patientId}`,
      "Hold back…",
      "Hold back part of the accounting",
    ],
    [`/admin/disclosures?patient=${patient.patientId}`, "Record disclosure", "Record a disclosure"],
    [`/patients/${patient.patientId}/access`, "Export", "Export the access history"],
  ];
  for (const [path, opener, dialog] of dialogs) {
    await page.goto(path);
    await goesRound(page, opener, dialog);
  }
  await page.goto(`/patients/${patient.patientId}/sensitivity`);
  await page.getByRole("table", { name: "Notes of this chart" }).getByRole("checkbox").check();
  await goesRound(page, "Tag 1 record…", "What is this record?");
});
