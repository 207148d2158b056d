import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type Answer, askRoute } from "#e2e/intrusions/ask";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";

let patient: PlantedPatient;
let officer: Colleague;

test.beforeAll(async () => {
  patient = await plantPatient(clinics.read);
  officer = await newColleague(clinics.read, "tenant_admin");
});

const issuedBy = async ({ memberId }: Colleague) => {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int as count from app.issued_documents where issued_by = ${memberId}`;
  return row?.count ?? 0;
};

/** Takes a file out through the dialog of a page and keeps it. */
async function take(page: Page, format: string, reason: string): Promise<string> {
  await page.getByRole("button", { name: "Export", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Export the/ });
  await dialog.getByRole("radio", { name: format, exact: true }).check();
  await dialog.getByLabel("Reason").fill(reason);
  const coming = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export", exact: true }).click();
  const download = await coming;
  const path = join(test.info().outputDir, download.suggestedFilename());
  await download.saveAs(path);
  await expect(dialog).toBeHidden();
  return path;
}

test("an access history is taken as PDF, verified later, and told from one that was changed", async ({
  page,
  context,
}) => {
  await enter(context, officer);
  await page.goto(`/patients/${patient.patientId}/access`);
  const pdf = await take(page, "PDF", "Asked for by the patient");
  const bytes = await readFile(pdf);
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  const code = /-([0-9A-HJKMNP-TV-Z]{20})\.pdf$/.exec(pdf)?.[1] ?? "";
  expect(pdf).not.toContain(patient.family);

  await page.goto("/admin/audit/documents");
  const check = async (typed: string, file?: string) => {
    await page.getByLabel("Verification code").fill(typed);
    await page.getByLabel("File").setInputFiles(file === undefined ? [] : [file]);
    await page.getByRole("button", { name: "Check" }).click();
  };
  await check(code.toLowerCase(), pdf);
  await expect(page.getByText("Issued here, unaltered")).toBeVisible();
  const forged = join(test.info().outputDir, "forged.pdf");
  await writeFile(forged, Buffer.concat([bytes, Buffer.from(" ")]));
  await check(code, forged);
  await expect(page.getByText(/^Altered:/)).toBeVisible();
  await check("", forged);
  await expect(page.getByText("Not issued here")).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Issued documents" }).getByRole("row").nth(1),
  ).toContainText("Access history of a patient");
});

test("the trail is narrowed, kept as a view, and exported as it stands; field values wait to be revealed", async ({
  page,
  context,
}) => {
  const colleague = await newColleague(clinics.read, "tenant_admin");
  await enter(context, colleague);
  await page.goto(`/admin/audit?member=${colleague.memberId}`);
  await page.getByRole("button", { name: "Save view" }).click();
  const saving = page.getByRole("dialog", { name: "Save this view" });
  await saving.getByLabel("Name").fill("What I did");
  await saving.getByRole("button", { name: "Save view" }).click();
  await expect(saving).toBeHidden();
  await page.goto("/admin/audit");
  await page.getByRole("button", { name: "What I did" }).click();
  await expect(page).toHaveURL(new RegExp(`member=${colleague.memberId}`));

  const csv = await readFile(await take(page, "CSV", "Quarterly review of access"), "utf8");
  expect(csv).toContain("position,time_utc,time_clinic,who");
  expect(csv).toContain(colleague.name);
  const bundle = JSON.parse(
    await readFile(await take(page, "FHIR Bundle", "Quarterly review of access"), "utf8"),
  );
  expect(bundle.entry.length).toBeGreaterThan(2);
  expect(bundle.entry[0].resource.resourceType).toBe("AuditEvent");

  await page.reload();
  await page
    .getByRole("button", { name: /open this event/ })
    .first()
    .click();
  const drawer = page.getByRole("dialog", { name: /^Event/ });
  await expect(drawer.getByText("Not revealed").first()).toBeVisible();
  await drawer.getByRole("button", { name: "Reveal values" }).click();
  await expect(drawer.getByText("Not revealed")).toHaveCount(0);

  await page.goto(`/admin/members/${colleague.memberId}/activity`);
  await expect(page.getByRole("table", { name: "By day" }).getByRole("row")).toHaveCount(2);
});

test.describe("the door of exports", () => {
  const path = "/api/audit/trail/export";
  const asked = (more: object = {}) => ({
    what: { patient: patient.patientId, format: "csv" },
    reason: "a reason of ten letters",
    ...more,
  });
  const codeOf = ({ text }: Answer): unknown => JSON.parse(text).code;

  test("refuses whoever has no proof, no right, no reason or no manners, and then enters nothing", async () => {
    const [biller, stale] = [
      await newColleague(clinics.read, "biller"),
      await newColleague(clinics.read, "tenant_admin"),
    ];
    await admin`update directory.sessions set authenticated_at = now() - interval '6 minutes'
      where member_id = ${stale.memberId}`;
    const session = officer.token;
    const before = await issuedBy(officer);

    expect((await askRoute(path, asked())).status).toBe(401);
    expect((await askRoute(path, asked(), { session: biller.token })).status).toBe(403);
    const late = await askRoute(path, asked(), { session: stale.token });
    expect([late.status, codeOf(late)]).toEqual([403, "REAUTH"]);
    expect(
      (await askRoute(path, asked(), { session, origin: "https://evil.example" })).status,
    ).toBe(403);
    expect((await askRoute(path, asked(), { session, origin: null })).status).toBe(403);
    expect((await askRoute(path, asked({ reason: "short" }), { session })).status).toBe(422);
    const { reason: _reason, ...silent } = asked();
    expect((await askRoute(path, silent, { session })).status).toBe(422);
    expect((await askRoute(path, asked({ tenantId: "x" }), { session })).status).toBe(422);
    expect(
      (await askRoute(path, asked({ what: { format: "csv", limit: 1 } }), { session })).status,
    ).toBe(422);
    expect(
      (await askRoute(path, asked({ reason: "x".repeat(1024 * 1024) }), { session })).status,
    ).toBe(413);
    expect((await askRoute(path, asked(), { session, method: "GET", body: "" })).status).not.toBe(
      200,
    );

    expect(await issuedBy(officer)).toBe(before);
    expect(await issuedBy(biller)).toBe(0);
    expect(await issuedBy(stale)).toBe(0);
    expect((await askRoute(path, asked(), { session })).status).toBe(200);
    expect(await issuedBy(officer)).toBe(before + 1);
  });

  test("knows no patient of another clinic, and neither code nor view of one", async () => {
    const stranger = await newColleague(clinics.changed, "tenant_admin");
    const session = stranger.token;
    expect((await askRoute(path, asked(), { session })).status).toBe(404);
    for (const kind of ["csv", "pdf"]) {
      const { patientId } = patient;
      const body = { what: { patientId }, reason: "a reason of ten letters" };
      expect((await askRoute(`/api/audit/history/${kind}`, body, { session })).status).toBe(404);
    }
    expect(await issuedBy(stranger)).toBe(0);
    const list = JSON.parse((await askRoute("/api/issued/list", {}, { session })).text);
    const [theirs] = await admin<{ id: string }[]>`select id from app.issued_documents
      where tenant_id = ${officer.tenantId} limit 1`;
    expect(JSON.stringify(list)).not.toContain(theirs?.id);
  });
});
