import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { windowOf } from "#e2e/other-window";
import { newEmptyClinic } from "#e2e/own-clinic";
import { plantPatient } from "#e2e/planted";
import { admin, enter, newColleague } from "#e2e/staff";
import { found } from "#e2e/watch";

// A clinic of this journey's own: what is restricted here is restricted for nobody else's test.

const faultsOf = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations;

test("a clinician tags a record as sensitive, and it is gone for everybody but the care team until the tag is taken away", async ({
  page,
  context,
}) => {
  test.setTimeout(180_000);
  const clinic = await newEmptyClinic();
  const patient = await plantPatient(clinic);
  const [boss, doctor, other] = [
    await newColleague(clinic, "tenant_admin"),
    await newColleague(clinic, "prescriber"),
    await newColleague(clinic, "prescriber"),
  ];
  const chart = `/patients/${patient.patientId}`;
  const prove = () => admin`update directory.sessions set authenticated_at = clock_timestamp()
    where tenant_id = ${boss.tenantId}`;

  // The administrator closes what will be tagged as mental health to all but one clinician.
  const desk = await windowOf(page, boss, `/admin/restrictions/${patient.patientId}`);
  await desk.getByRole("combobox", { name: "What is restricted" }).click();
  await desk.getByRole("option", { name: /^Mental health/ }).click();
  await desk.getByLabel("Why").fill("Asked for by letter");
  await desk.getByRole("checkbox", { name: doctor.name }).check();
  await desk.getByRole("button", { name: "Restrict", exact: true }).click();
  await expect(desk.getByRole("heading", { name: /^Mental health/ })).toBeVisible();
  await desk.goto(`${chart}/notes`);
  const line = (where: Page) => where.getByRole("table", { name: "Notes" }).locator("tbody tr");
  await expect(line(desk)).toHaveCount(1);

  await enter(context, doctor);
  await page.goto(chart);
  await page.getByRole("link", { name: "Sensitivity", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sensitivity" })).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  const tagging = page.getByRole("button", { name: /^Tag/ });
  await expect(tagging).toHaveAttribute("aria-disabled", "true");
  const notes = page.getByRole("table", { name: "Notes of this chart" });
  await notes.getByRole("checkbox").check();
  await tagging.click();
  const dialog = page.getByRole("dialog", { name: "What is this record?" });
  await expect(dialog).toContainText("Restricted in this chart: Mental health");
  expect(await faultsOf(page)).toEqual([]);
  await prove();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(notes).toContainText("Mental health and psychotherapy notes");

  // Who is not on the care team finds no trace of it, at any address; the database says so.
  await desk.goto(`${chart}/notes`);
  await expect(desk.getByText("Parts of this chart are restricted")).toBeVisible();
  await expect(line(desk)).toHaveCount(0);
  const answer = await desk.goto(`${chart}/notes/${patient.noteId}`);
  expect(answer?.status()).toBe(404);
  const third = await windowOf(page, other, `${chart}/sensitivity`);
  await expect(third.getByText("Nothing of this kind", { exact: true })).toBeVisible();
  expect(found(await third.content(), ["Zanzibar"])).toEqual([]);

  // In an emergency they see it, to read: it cannot be chosen to be tagged.
  await third.goto(`/restricted/${patient.patientId}`);
  await third.getByLabel("Emergency treatment").check();
  await third.getByLabel("What makes it necessary").fill("Collapsed at the front desk just now.");
  await prove();
  await third.getByRole("button", { name: "Break the glass" }).click();
  await expect(third).toHaveURL(chart);
  await third.goto(`${chart}/sensitivity`);
  await expect(third.getByText("Emergency access is for reading")).toBeVisible();
  await expect(third.getByRole("table").getByRole("checkbox")).toBeDisabled();
  expect(await faultsOf(third)).toEqual([]);
  const [event] = await admin`select actor_id, entity from audit.events
    where tenant_id = ${boss.tenantId} and action = 'record.tagged'`;
  expect(event).toEqual({ actor_id: doctor.memberId, entity: "notes" });

  // A tag is taken away with a reason, and no other way.
  await notes.getByRole("checkbox").check();
  await tagging.click();
  await dialog.getByRole("combobox", { name: "Sensitive as" }).click();
  await page.getByRole("option", { name: "Nothing: take the tag away" }).click();
  await prove();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Say why a tag is taken away")).toBeVisible();
  await dialog.getByLabel("Why").fill("It was the wrong note");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(notes).toContainText("Not tagged");
  await desk.goto(`${chart}/notes`);
  await expect(line(desk)).toHaveCount(1);
});

test("what somebody tagged meanwhile is not tagged over, and roles that may not tag find no way to it", async ({
  page,
  context,
}) => {
  const clinic = await newEmptyClinic();
  const patient = await plantPatient(clinic);
  const [doctor, biller] = [
    await newColleague(clinic, "prescriber"),
    await newColleague(clinic, "biller"),
  ];
  const path = `/patients/${patient.patientId}/sensitivity`;
  await enter(context, doctor);
  await page.goto(path);
  const notes = page.getByRole("table", { name: "Notes of this chart" });
  await notes.getByRole("checkbox").check();
  await page.getByRole("button", { name: /^Tag/ }).click();
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${doctor.tenantId}, true),
      set_config('app.actor', ${biller.memberId}, true)`;
    await tx`update app.notes set sensitivity = 'hiv' where id = ${patient.noteId}`;
  });
  await admin`update directory.sessions set authenticated_at = clock_timestamp()
    where member_id = ${doctor.memberId}`;
  const dialog = page.getByRole("dialog", { name: "What is this record?" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByText("Somebody tagged one of these records meanwhile")).toBeVisible();
  const [row] = await admin`select sensitivity from app.notes where id = ${patient.noteId}`;
  expect(row).toEqual({ sensitivity: "hiv" });

  await enter(context, biller);
  await page.goto(`/patients/${patient.patientId}`);
  await expect(page.getByRole("link", { name: "Sensitivity", exact: true })).toHaveCount(0);
  expect((await page.goto(path))?.status()).toBe(403);
});
