import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { windowOf } from "#e2e/other-window";
import { newEmptyClinic } from "#e2e/own-clinic";
import { plantPatient } from "#e2e/planted";
import { admin, enter, newColleague } from "#e2e/staff";
import { found } from "#e2e/watch";

// A clinic of this journey's own: what is restricted here is restricted for nobody else's test.

const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });

/** Lets the reviews of a member's accesses be overdue, past the trigger by which nobody can. */
const pastDue = (memberId: string) =>
  admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`update app.break_glass_grants set review_due_at = clock_timestamp() where member_id = ${memberId}`;
  });

const faultsOf = async (page: Page) => (await new AxeBuilder({ page }).analyze()).violations;

test("a chart is restricted, opened in an emergency, closed again and reviewed by somebody else", async ({
  page,
  context,
}) => {
  test.setTimeout(120_000);
  const clinic = await newEmptyClinic();
  const patient = await plantPatient(clinic);
  const [boss, doctor] = [
    await newColleague(clinic, "tenant_admin"),
    await newColleague(clinic, "prescriber"),
  ];
  const chart = `/patients/${patient.patientId}`;

  await enter(context, boss);
  await page.goto(chart);
  await page.getByRole("link", { name: "Restrict", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(patient.family.toUpperCase());
  expect(await faultsOf(page)).toEqual([]);
  await page.getByLabel("Why").fill("Works in this clinic herself");
  await page.getByRole("button", { name: "Restrict", exact: true }).click();
  await expect(page.getByText("Nobody: everyone has to break the glass.")).toBeVisible();

  // The list says that there is a patient; the chart, whatever its address, is a gate.
  const other = await windowOf(page, doctor, "/patients");
  await expect(other.getByRole("row", { name: patient.family.toUpperCase() })).toContainText(
    "Restricted",
  );
  expect(found(await other.content(), [patient.mrn])).toEqual([]);
  for (const tab of ["", "/labs", "/notes", `/notes/${patient.noteId}`, "/problems"]) {
    await other.goto(`${chart}${tab}`);
    await expect(other).toHaveURL(`/restricted/${patient.patientId}`);
    expect(found(await other.content(), [patient.mrn, ...patient.clinical]), tab).toEqual([]);
  }
  await expect(other.getByRole("heading", { level: 1 })).toHaveText("This chart is restricted");
  expect(await faultsOf(other)).toEqual([]);

  // Neither too few words nor an old proof opens it.
  await other.getByRole("button", { name: "Break the glass" }).click();
  await expect(other.getByText("Choose a reason.")).toBeVisible();
  await other.getByLabel("Emergency treatment").check();
  await other.getByLabel("What makes it necessary").fill("Collapsed at the front desk just now.");
  await admin`update directory.sessions set authenticated_at = clock_timestamp() - interval '6 minutes'
    where member_id = ${doctor.memberId}`;
  await other.getByRole("button", { name: "Break the glass" }).click();
  const dialog = other.getByRole("dialog", { name: "Is it still you?" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("button", { name: "Close" }).click();
  expect(
    await admin`select from app.break_glass_grants where member_id = ${doctor.memberId}`,
  ).toHaveLength(0);
  await admin`update directory.sessions set authenticated_at = clock_timestamp()
    where member_id = ${doctor.memberId}`;
  await other.getByRole("button", { name: "Break the glass" }).click();

  // Open, to read, and saying so on every page.
  await expect(other).toHaveURL(chart);
  await expect(other.getByText("Emergency access, read only")).toBeVisible();
  await expect(other.getByRole("timer", { name: "Time left" })).toHaveText(
    /^(60:00|59:\d\d) left$/,
  );
  expect(await faultsOf(other)).toEqual([]);
  await other.getByRole("link", { name: "Problems", exact: true }).click();
  await expect(other.getByRole("heading", { level: 1, name: "Problems" })).toBeVisible();
  await expect(other.getByText("Emergency access, read only")).toBeVisible();
  await other.getByRole("button", { name: "End now" }).click();
  await expect(other).toHaveURL(`/restricted/${patient.patientId}`);
  await expect(other.getByText("You opened this chart before")).toBeVisible();

  // The administrator finds it, sees what was looked at, and says what they think of it.
  await page.goto("/");
  await expect(page.getByText("1 emergency access waits for review")).toBeVisible();
  const entry = navigation(page).getByRole("link", { name: "Emergency access" });
  await expect(entry).toHaveAccessibleName(/1 to review$/);

  // Nobody reviewed it for a day: the page says whom that suspends, and the member hears of it before they need it.
  await pastDue(doctor.memberId);
  await other.goto("/");
  await expect(other.getByText("Your emergency access is suspended")).toBeVisible();
  await other.goto(`/restricted/${patient.patientId}`);
  await expect(other.getByText("Your emergency access is suspended")).toBeVisible();
  await expect(other.getByRole("button", { name: "Break the glass" })).toBeHidden();
  await page.reload();
  await entry.click();
  await expect(page.getByText("1 review is overdue")).toBeVisible();
  await expect(page.getByText(`${doctor.name} can break no glass until then`)).toBeVisible();
  await expect(entry).toHaveAccessibleName(/1 to review, 1 overdue$/);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("row", { name: doctor.name }).getByRole("link").click();
  await expect(page.getByText("Collapsed at the front desk just now.")).toBeVisible();
  await expect(
    page
      .getByRole("table", { name: "What was done under this access" })
      .getByText("Viewed problems")
      .first(),
  ).toBeVisible();
  expect(await faultsOf(page)).toEqual([]);
  // The clinic's trail marks the same events, and each mark leads back.
  await page.getByRole("link", { name: "In the audit trail" }).click();
  const trail = page.getByRole("table", { name: "Audit trail" });
  await expect(trail.getByText("Viewed problems").first()).toBeVisible();
  const rows = trail.locator("tbody tr");
  await expect(rows.filter({ hasNotText: "Break-glass" })).toHaveCount(0);
  expect(await faultsOf(page)).toEqual([]);
  await page.getByRole("button", { name: "One break-glass access: take off this filter" }).click();
  await page.getByRole("button", { name: "Under break-glass" }).click();
  await expect(page).toHaveURL(/glass=true/);
  await expect(rows.filter({ hasNotText: "Break-glass" })).toHaveCount(0);
  await trail.getByRole("link", { name: "Break-glass" }).first().click();
  await expect(page.getByText("Collapsed at the front desk just now.")).toBeVisible();
  await page.getByLabel("Appropriate", { exact: true }).check();
  await page.getByLabel("Note").fill("The front desk confirms it.");
  await page.getByRole("button", { name: "Record the review" }).click();
  await expect(page.getByText("The front desk confirms it.").first()).toBeVisible();
  await expect(entry).toHaveAccessibleName(/^Emergency access( G E)?$/);
  await other.goto("/");
  await expect(other.getByRole("heading", { level: 1, name: "Home" })).toBeVisible();
  await expect(other.getByText("Your emergency access is suspended")).toBeHidden();
  await page.goto("/");
  await expect(page.getByText("waits for review")).toBeHidden();
});
