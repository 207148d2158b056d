import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { admin, type Colleague, clinics, enter, newColleague } from "#e2e/staff";

const trail = (page: Page) => page.getByRole("table", { name: "Audit trail" });
const panel = (page: Page) => page.getByRole("region", { name: "Chain verification" });

/** Someone of the clinic opens these pages, as a browser would. */
async function look(page: Page, who: Colleague, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const answer = await page.request.get(path, {
      headers: { cookie: `__Host-sid=${who.token}` },
      maxRedirects: 0,
    });
    expect(answer.status(), path).toBe(200);
  }
}

test.describe("who saw a patient", () => {
  let patient: PlantedPatient;
  let clinician: Colleague;
  let biller: Colleague;

  test.beforeAll(async () => {
    patient = await plantPatient(clinics.read);
    clinician = await newColleague(clinics.read, "prescriber");
    biller = await newColleague(clinics.read, "biller");
  });

  test("an admin reads in the patient's access history who has just opened what", async ({
    page,
    context,
  }) => {
    const chart = `/patients/${patient.patientId}`;
    await look(page, clinician, [`${chart}/labs`, `${chart}/notes/${patient.noteId}`]);
    await look(page, biller, [`${chart}/billing`]);

    await enter(context, await newColleague(clinics.read, "tenant_admin"));
    await page.goto(chart);
    await page
      .getByRole("navigation", { name: "Chart" })
      .getByRole("link", { name: "Access" })
      .click();
    const history = page.getByRole("table", { name: "Access history" });
    const lineOf = (who: Colleague, action: string) =>
      history.getByRole("row").filter({ hasText: who.name }).filter({ hasText: action }).first();
    await expect(lineOf(clinician, "Viewed lab results")).toBeVisible();
    await expect(lineOf(clinician, "Read a note")).toBeVisible();
    await expect(lineOf(biller, "Viewed a patient's billing")).toBeVisible();
    await expect(history.getByRole("row").filter({ hasText: "Row added" })).toHaveCount(0);
    await page.getByRole("button", { name: "Row changes" }).click();
    await expect(history.getByRole("row").filter({ hasText: "Row added" }).first()).toBeVisible();
  });

  test("an admin narrows the trail to a member and to a patient; the address holds ids only", async ({
    page,
    context,
  }) => {
    const chart = `/patients/${patient.patientId}`;
    await look(page, clinician, [`${chart}/vitals`]);
    await look(page, biller, [chart]);
    await enter(context, await newColleague(clinics.read, "tenant_admin"));
    await page.goto("/admin/audit");

    await page.getByRole("button", { name: "Filter" }).click();
    await page.getByRole("menuitemradio", { name: clinician.name }).click();
    await expect(page.getByRole("button", { name: /^Member is/ })).toBeVisible();
    await expect(trail(page).getByRole("row").filter({ hasText: biller.name })).toHaveCount(0);
    await expect(
      trail(page).getByRole("row").filter({ hasText: "Viewed vital signs" }).first(),
    ).toContainText(clinician.name);

    await page.getByRole("button", { name: /^Member is/ }).click();
    await page.getByRole("button", { name: "Patient", exact: true }).click();
    const dialog = page.getByRole("dialog", { name: "Events of one patient" });
    await dialog.getByRole("searchbox").fill(`${patient.family}, ${patient.given}`);
    await dialog.getByRole("button", { name: new RegExp(patient.mrn) }).click();
    await expect(dialog).toBeHidden();
    await expect(
      trail(page).getByRole("row").filter({ hasText: biller.name }).first(),
    ).toBeVisible();
    await expect(
      trail(page).getByRole("row").filter({ hasText: clinician.name }).first(),
    ).toBeVisible();
    // A list or a search that showed several patients says how many, not whom.
    const isOfPatient = new RegExp(`${patient.family}|\\d+ patients`, "i");
    const rows = trail(page).locator("tbody tr");
    await expect(rows.filter({ hasNotText: isOfPatient })).toHaveCount(0);
    expect(page.url()).toContain(patient.patientId);
    expect(decodeURIComponent(page.url()).toLowerCase()).not.toContain(
      patient.family.toLowerCase(),
    );
  });
});

test("an admin narrows the trail to where it came from and what for; a mistyped address takes nothing away", async ({
  page,
  context,
}) => {
  const biller = await newColleague(clinics.read, "biller");
  await look(page, biller, ["/billing"]);
  await enter(context, await newColleague(clinics.read, "tenant_admin"));
  await page.goto(`/admin/audit?member=${biller.memberId}`);
  const line = trail(page).getByRole("row").filter({ hasText: biller.name });
  await expect(line.first()).toBeVisible();
  const address = page.getByLabel("IP address");
  await address.fill("127.0.0.999");
  await address.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "Enter an IP address" })).toBeVisible();
  await expect(address).toHaveValue("127.0.0.999");
  await expect(page.getByRole("button", { name: `Member is ${biller.name}` })).toBeVisible();
  await expect(line.first()).toBeVisible();

  await address.fill("203.0.113.0/24");
  await address.press("Enter");
  await expect(page.getByText("No event matches")).toBeVisible();
  await expect(page).toHaveURL(/address=203/);
  await page.getByLabel("IP address").fill("127.0.0.0/8");
  await page.getByLabel("IP address").press("Enter");
  await expect(line.first()).toBeVisible();
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByRole("menuitemradio", { name: "Payment", exact: true }).click();
  await expect(page).toHaveURL(/purpose=HPAYMT/);
  await expect(line.first()).toBeVisible();
  await trail(page)
    .getByRole("button", { name: /open this event/ })
    .first()
    .click();
  const event = page.getByRole("dialog", { name: /^Event / });
  await expect(event.getByText("Payment HPAYMT")).toBeVisible();
  await expect(event.getByText("127.0.0.1")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.goto("/admin/audit?address=nonsense&purpose=HPAYMT");
  await expect(page.getByRole("alert").filter({ hasText: "Enter an IP address" })).toBeVisible();
  await expect(page.getByLabel("IP address")).toHaveValue("nonsense");
  await expect(page.getByRole("button", { name: "Purpose is Payment" })).toHaveCount(1);
});

test("an admin verifies the trail: it is whole, and after a change from outside it says where and how it is damaged", async ({
  page,
  context,
}) => {
  const colleague = await newColleague(clinics.changed, "tenant_admin");
  const { tenantId } = colleague;
  await enter(context, colleague);
  await page.goto("/admin/audit");
  const verify = panel(page).getByRole("button", { name: "Verify now" });
  await verify.click();
  await expect(panel(page)).toContainText(/Verified\s*intact from 1 to \d+/);
  await expect(panel(page)).toContainText(colleague.name);

  const [event] = await admin<{ seq: string; actor: string }[]>`
    select seq, actor_id as actor from audit.events where tenant_id = ${tenantId}
    order by seq offset 3 limit 1`;
  if (!event) throw new Error("the clinic has no fourth event");
  const rewrite = (actor: string) =>
    admin.begin(async (tx) => {
      // Only whoever administers the database itself can, by taking the guard away.
      await tx`alter table audit.events disable trigger refuse_change`;
      await tx`update audit.events set actor_id = ${actor}
        where tenant_id = ${tenantId} and seq = ${event.seq}`;
      await tx`alter table audit.events enable always trigger refuse_change`;
    });
  await rewrite(colleague.memberId);
  try {
    await verify.click();
    await expect(panel(page)).toContainText(`damaged at position ${event.seq}: altered (event)`);
    await page.reload();
    await expect(panel(page)).toContainText(`damaged at position ${event.seq}: altered (event)`);
  } finally {
    await rewrite(event.actor);
  }
  await verify.click();
  await expect(panel(page)).toContainText(/Verified\s*intact from 1 to \d+/);
  await expect(
    trail(page).getByRole("row").filter({ hasText: "Verified the audit chain" }).first(),
  ).toBeVisible();
});
