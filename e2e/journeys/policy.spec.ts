import { expect } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { addressFor, type Ids, pageDoors } from "#e2e/intrusions/doors";
import { plantReview } from "#e2e/planted-review";
import { admin, type Colleague, clinicId, clinics, enter, newColleague } from "#e2e/staff";

// The page fixture fails a test when the browser says that the page's own policy refused anything.

const gateDoor = "/restricted/[patientId]";

let everyone: Colleague;
let ids: Ids;
test.beforeAll(async () => {
  everyone = await newColleague(clinics.read, "prescriber", "biller", "tenant_admin");
  const tenantId = await clinicId(clinics.read);
  const [row] = await admin<Ids[]>`
    select n.patient_id as "patientId", n.id as "noteId", i.id as "invoiceId"
    from app.notes n join app.invoices i on i.tenant_id = n.tenant_id and i.patient_id = n.patient_id
    where n.tenant_id = ${tenantId} limit 1`;
  if (!row) throw new Error("no patient with a note and an invoice");
  ids = { ...row, memberId: everyone.memberId, reviewId: await plantReview(tenantId) };
});

test("no page is sent with a style attribute, or shows or does what its policy refuses", async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  await enter(context, everyone);
  expect(pageDoors).toContain(gateDoor);
  for (const door of pageDoors) {
    const path = addressFor(door, ids);
    const answer = await page.request.get(path);
    expect(await answer.text(), path).not.toMatch(/<[a-z][^>]* style="/i);
    await page.goto(path);
    await expect(page.locator("h1").first(), path).toBeVisible();
    // The gate of a chart that is open goes on to the chart by itself, and would cut into the next address.
    if (door === gateDoor) await page.waitForURL(`/patients/${ids.patientId}`);
  }
});

test("moving about inside the application, and opening what opens, breaks no policy either", async ({
  page,
  context,
}) => {
  await enter(context, everyone);
  await page.goto("/");
  const documents: string[] = [];
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  for (const name of ["Patients", "Invoices", "Aging", "Audit trail", "Home"]) {
    await page.getByRole("navigation").getByRole("link", { name }).first().click();
    await expect(page.locator("h1").first()).toBeVisible();
  }
  await page.goto(`/patients/${ids.patientId}/labs`);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: everyone.name }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  expect(documents.length).toBeLessThan(3);
});
