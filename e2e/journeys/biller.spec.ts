import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantedClaims, plantPatient } from "#e2e/planted";
import { admin, clinicId, clinics, enter, newColleague } from "#e2e/staff";
import { expectNothingLeftBehind, found, watch } from "#e2e/watch";

let patient: PlantedPatient;
let tenantId: string;

test.describe.configure({ mode: "serial" });
test.beforeAll(async () => {
  patient = await plantPatient(clinics.changed);
  tenantId = await clinicId(clinics.changed);
});
test.beforeEach(async ({ context }) => {
  await enter(context, await newColleague(clinics.changed, "biller"));
});

const dollars = (cents: number) =>
  new Intl.NumberFormat("en-US", { style: "currency", currency: "USD" }).format(cents / 100);

/** What the ledger of the clinic says, asked behind the application's back. */
async function ledger() {
  const [row] = await admin<Record<"owed" | "imbalance" | "payments" | "received", string>[]>`
    select (select coalesce(sum(amount_cents), 0) from app.postings
        where tenant_id = ${tenantId} and account like 'receivable:%') as owed,
      (select count(*) from (select entry_id from app.postings where tenant_id = ${tenantId}
        group by entry_id having sum(amount_cents) <> 0) as crooked) as imbalance,
      (select count(*) from app.payments
        where tenant_id = ${tenantId} and patient_id = ${patient.patientId}) as payments,
      (select coalesce(sum(amount_cents), 0) from app.payments
        where tenant_id = ${tenantId} and patient_id = ${patient.patientId}) as received`;
  return {
    owed: Number(row?.owed),
    imbalance: Number(row?.imbalance),
    payments: Number(row?.payments),
    received: Number(row?.received),
  };
}

/** Whether the aging page adds up to the ledger, and says so. */
async function expectAgingEquals(page: Page, cents: number): Promise<void> {
  await page.goto("/billing/aging");
  const total = page.getByRole("row", { name: /^Total/ });
  await expect(total.getByRole("cell").last()).toHaveText(dollars(cents));
  await expect(page.getByText("Equals the receivables in the ledger")).toContainText(
    dollars(cents),
  );
}

test("a biller goes from home over the open invoices to one patient's account", async ({
  page,
}) => {
  const seen = watch(page);
  await page.goto("/");
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /Overview/ })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "Billing" })).toBeVisible();
  await page.getByRole("link", { name: "Open invoices" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "Invoices" })).toBeVisible();
  await page.getByRole("table", { name: "Invoices" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Invoice INV-/ })).toBeVisible();

  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: /Patients/ })
    .click();
  await page.getByRole("searchbox").fill(patient.mrn);
  await page
    .getByRole("row", { name: new RegExp(patient.mrn) })
    .getByRole("link")
    .click();
  const tabs = page.getByRole("navigation", { name: "Chart" });
  await expect(tabs.getByRole("link")).toHaveText(["Summary", "Billing"]);
  await tabs.getByRole("link", { name: "Billing" }).click();
  const owed = plantedClaims.reduce((sum, { cents }) => sum + cents, 0);
  await expect(page.getByRole("main")).toContainText(dollars(owed));
  await expect(
    page.getByRole("table", { name: "Invoices of this patient" }).locator("tbody tr"),
  ).toHaveCount(plantedClaims.length);
  await expectNothingLeftBehind(page, seen, patient);
});

test("a part payment posts once, however often its button is pressed or its request is sent", async ({
  page,
  baseURL,
}) => {
  const before = await ledger();
  expect(before).toMatchObject({ imbalance: 0, payments: 0 });
  await expectAgingEquals(page, before.owed);

  const [claim] = plantedClaims;
  await page.goto(`/billing/invoices/${patient.invoiceIds[0]}`);
  const open = page.locator("dt", { hasText: /^Open$/ }).locator("xpath=following-sibling::dd");
  await expect(open).toHaveText(dollars(claim.cents));
  await page.getByLabel("Amount received").fill("60.25");
  const button = page.getByRole("button", { name: "Post $60.25" });
  const sent = page.waitForRequest(
    (request) => request.method() === "POST" && "next-action" in request.headers(),
  );
  await button.dblclick();
  const request = await sent;
  await expect(page.getByText("$60.25 posted").first()).toBeVisible();
  await expect(open).toHaveText(dollars(claim.cents - 6_025));

  const headers = await request.allHeaders();
  const replays = await Promise.all(
    Array.from({ length: 3 }, () =>
      page.request.post(request.url(), {
        data: request.postDataBuffer() ?? Buffer.alloc(0),
        headers: {
          "content-type": headers["content-type"] ?? "",
          "next-action": headers["next-action"] ?? "",
          "next-router-state-tree": headers["next-router-state-tree"] ?? "",
          accept: headers.accept ?? "",
          origin: baseURL ?? "",
        },
      }),
    ),
  );
  for (const replay of replays) {
    expect(replay.status()).toBe(200);
    expect(await replay.text()).toContain('"done"');
  }
  const after = await ledger();
  expect(after).toEqual({
    owed: before.owed - 6_025,
    imbalance: 0,
    payments: 1,
    received: 6_025,
  });
  await expectAgingEquals(page, after.owed);
});

test("more than was received, or a day to come, posts nothing and says why", async ({ page }) => {
  const before = await ledger();
  await page.goto(`/billing/invoices/${patient.invoiceIds[1]}`);
  const amount = page.getByLabel("Amount received");
  const post = page.getByRole("button", { name: /^Post / });
  const number = await page.getByRole("heading", { level: 1 }).textContent();
  await amount.fill("10.00");
  await page.getByLabel(new RegExp((number ?? "").replace(/.*(INV-\d+).*/s, "$1"))).fill("10.01");
  await post.click();
  await expect(page.getByText("More is applied than was received.")).toBeVisible();
  await amount.fill("nothing");
  await post.click();
  await expect(page.getByText("Enter an amount such as 125.00.")).toBeVisible();
  await expect(amount).toHaveAttribute("aria-invalid", "true");
  expect(await ledger()).toEqual(before);
});

test("no answer that a biller gets holds anything clinical, and the tabs they lack are shut", async ({
  page,
}) => {
  const seen = watch(page);
  const chart = `/patients/${patient.patientId}`;
  for (const path of ["/", "/patients", chart, `${chart}/billing`, "/billing", "/billing/invoices"])
    await page.goto(path);
  await page.goto(`/billing/invoices/${patient.invoiceIds[2]}`);
  for (const tab of ["labs", "labs/2986-8", "notes", `notes/${patient.noteId}`, "medications"]) {
    expect((await page.goto(`${chart}/${tab}`))?.status(), tab).toBe(403);
    await expect(page.getByText("Your role does not include this")).toBeVisible();
  }
  for (const tab of ["problems", "allergies", "vitals", "access"]) {
    expect((await page.goto(`${chart}/${tab}`))?.status(), tab).toBe(403);
  }
  expect((await page.goto("/admin/audit"))?.status()).toBe(403);

  const told = (await seen.bodies()).join("\n");
  expect(found(told, [patient.mrn, ...patient.clinical])).toEqual([patient.mrn]);
});
