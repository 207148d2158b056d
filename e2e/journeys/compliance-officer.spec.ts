import { readFile } from "node:fs/promises";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { windowOf } from "#e2e/other-window";
import { newEmptyClinic } from "#e2e/own-clinic";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { admin, type Colleague, enter, newColleague } from "#e2e/staff";
import { verifyPack } from "#lib/compliance/pack";

const trail = (page: Page) => page.getByRole("table", { name: "Audit trail" });
const chain = (page: Page) => page.getByRole("region", { name: "Chain verification" });
const navigation = (page: Page) => page.getByRole("navigation", { name: "Main" });
const isolation = (page: Page) => page.getByRole("region", { name: "Isolation between clinics" });

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

test.describe("from a suspicion to a signed evidence pack", () => {
  let patient: PlantedPatient;
  let suspect: Colleague;
  let doctor: Colleague;
  let officer: Colleague;
  let deputy: Colleague;

  test.beforeAll(async () => {
    // A clinic of this journey's own: what is restricted, reviewed and signed off here is nobody else's.
    const clinic = await newEmptyClinic();
    patient = await plantPatient(clinic);
    suspect = await newColleague(clinic, "biller");
    doctor = await newColleague(clinic, "prescriber");
    officer = await newColleague(clinic, "tenant_admin");
    deputy = await newColleague(clinic, "tenant_admin");
  });

  /** A clinician who does not treat the patient opens the chart in an emergency, and closes it again. */
  async function breakGlass(page: Page): Promise<void> {
    const other = await windowOf(page, doctor, `/restricted/${patient.patientId}`);
    await other.getByLabel("Emergency treatment").check();
    await other
      .getByLabel("What makes it necessary")
      .fill("Fainted in the waiting room a minute ago.");
    await other.getByRole("button", { name: "Break the glass" }).click();
    await expect(other.getByText("Emergency access, read only")).toBeVisible();
    await other.getByRole("button", { name: "End now" }).click();
    await expect(other).toHaveURL(`/restricted/${patient.patientId}`);
    await other.context().close();
  }

  /** Decides about everything that stood out in a review, and signs it off. */
  async function signOff(page: Page): Promise<void> {
    const open = page.getByRole("button", { name: /^Decide: / });
    await expect(open).toHaveCount(3);
    for (let left = 3; left > 0; left -= 1) {
      await open.first().click();
      const dialog = page.getByRole("dialog", { name: "What does it come to?" });
      await dialog.getByLabel("Explained").check();
      await dialog.getByLabel("Why").fill("Talked about with whoever it was.");
      await dialog.getByRole("button", { name: "Save verdict" }).click();
      await expect(dialog).toBeHidden();
      await expect(open).toHaveCount(left - 1);
    }
    await page.getByRole("button", { name: "Sign off…" }).click();
    const signing = page.getByRole("dialog", { name: "Sign this review off?" });
    await signing.getByLabel("Conclusion").fill("The biller is asked about their look.");
    await signing.getByRole("button", { name: "Sign off" }).click();
    await expect(page.getByText(`Signed off by ${deputy.name}`)).toBeVisible();
  }

  /**
   * The officer has the last week looked through: every look in it, also their own, was after hours. Another
   * administrator therefore decides and signs off, and the officer takes it along.
   */
  async function reviewTheWeek(page: Page, lookedAt: Date): Promise<void> {
    const entry = navigation(page).getByRole("link", { name: "Activity review" });
    await entry.click();
    for (const day of ["Mon", "Tue", "Wed", "Thu", "Fri"])
      await page.getByRole("checkbox", { name: day }).uncheck();
    await page.getByRole("button", { name: "Save hours" }).click();
    await expect(page.getByText("Hours saved")).toBeVisible();
    // A review ends with the last minute that is over.
    const minute = (at: Date) => Math.floor(at.getTime() / 60_000);
    await expect
      .poll(() => minute(new Date()), { timeout: 70_000 })
      .toBeGreaterThan(minute(lookedAt));
    await page.getByRole("button", { name: "Review the last 7 days" }).click();
    const line = page.getByRole("table", { name: "Activity reviews" }).locator("tbody tr").first();
    await expect(line).toContainText("Open", { timeout: 90_000 });
    await line.getByRole("link").click();
    await expect(page.getByText("A finding here is about you")).toBeVisible();
    await expect(page.getByText(`${suspect.name} opened the records of 1 patient`)).toBeVisible();
    await expect(page.getByText(`${doctor.name} opened the records of 1 patient`)).toBeVisible();
    await expectAccessible(page);

    const other = await windowOf(page, deputy, new URL(page.url()).pathname);
    const theirs = navigation(other).getByRole("link", { name: "Activity review" });
    await expect(theirs).toHaveAccessibleName(/1 to sign off$/);
    await signOff(other);
    await expect(theirs).toHaveAccessibleName(/^Activity review( G V)?$/);
    await other.context().close();

    await admin`update directory.sessions set authenticated_at = clock_timestamp()
      where member_id = ${officer.memberId}`;
    await page.reload();
    await page.getByRole("button", { name: "Export", exact: true }).click();
    const exporting = page.getByRole("dialog", { name: "Export the activity review" });
    await exporting.getByLabel("Reason").fill("For the file of the incident");
    const coming = page.waitForEvent("download");
    await exporting.getByRole("button", { name: "Export", exact: true }).click();
    const download = await coming;
    const path = join(test.info().outputDir, download.suggestedFilename());
    await download.saveAs(path);
    expect((await readFile(path)).subarray(0, 5).toString()).toBe("%PDF-");
    const code = /-activity-review-.*-([0-9A-HJKMNP-TV-Z]{20})\.pdf$/.exec(path)?.[1] ?? "";
    await navigation(page).getByRole("link", { name: "Issued documents" }).click();
    await page.getByLabel("Verification code").fill(code);
    await page.getByLabel("File").setInputFiles([path]);
    await page.getByRole("button", { name: "Check" }).click();
    await expect(page.getByText("Issued here, unaltered")).toBeVisible();
  }

  test("a compliance officer finds who looked, checks the record of it, and leaves with what proves it", async ({
    page,
    context,
  }) => {
    test.setTimeout(300_000);
    // Somebody opens the chart of a patient whom they do not work with.
    const look = async () => {
      const answer = await page.request.get(`/patients/${patient.patientId}/billing`, {
        headers: { cookie: `__Host-sid=${suspect.token}` },
        maxRedirects: 0,
      });
      return answer.status();
    };
    await expect.poll(look, { timeout: 60_000 }).toBe(200);

    await enter(context, officer);
    await page.goto(`/patients/${patient.patientId}/access`);
    const history = page.getByRole("table", { name: "Access history" });
    const looked = history.getByRole("row").filter({ hasText: suspect.name });
    await expect(looked.filter({ hasText: "Viewed a patient's billing" }).first()).toBeVisible();

    await page.goto(`/admin/audit?member=${suspect.memberId}`);
    const line = trail(page)
      .getByRole("row")
      .filter({ hasText: "Viewed a patient's billing" })
      .first();
    await expect(line).toContainText(suspect.name);
    await line.getByRole("button", { name: /open this event/ }).click();
    const event = page.getByRole("dialog", { name: /^Event \d/ });
    await expect(event).toContainText("Previous hash");
    await expect(event).toContainText(new RegExp(patient.family, "i"));
    await page.keyboard.press("Escape");
    await expect(event).toBeHidden();

    // While it is looked into, the chart is closed: whoever needs it says why, and is looked at.
    await page.goto(`/admin/restrictions/${patient.patientId}`);
    await page.getByLabel("Why").fill("Somebody looked without a reason");
    await page.getByRole("button", { name: "Restrict", exact: true }).click();
    await expect(page.getByText("Nobody: everyone has to break the glass.")).toBeVisible();
    await breakGlass(page);
    await page.reload();
    const waiting = navigation(page).getByRole("link", { name: "Emergency access" });
    await expect(waiting).toHaveAccessibleName(/1 to review$/);
    await waiting.click();
    await page.getByRole("row", { name: doctor.name }).getByRole("link").click();
    await expect(page.getByText("Fainted in the waiting room a minute ago.")).toBeVisible();
    await page.getByLabel("Appropriate", { exact: true }).check();
    await page.getByLabel("Note").fill("The front desk saw it.");
    await page.getByRole("button", { name: "Record the review" }).click();
    await expect(page.getByText("The front desk saw it.").first()).toBeVisible();
    await expect(waiting).toHaveAccessibleName(/^Emergency access( G E)?$/);
    const lookedAt = new Date();

    await page.goto("/admin/audit");
    await chain(page).getByRole("button", { name: "Verify now" }).click();
    await expect(chain(page)).toContainText(/Verified\s*intact from 1 to \d+/);

    await page.getByRole("link", { name: "Role matrix" }).click();
    await expect(page.getByText("The database is as it is declared")).toBeVisible({
      timeout: 30_000,
    });
    const notes = page
      .getByRole("table", { name: "Charts" })
      .getByRole("row", { name: "Notes", exact: true });
    await expect(notes).toContainText("Own clinic only");
    await expectAccessible(page);
    await notes.getByRole("link", { name: "Notes", exact: true }).focus();
    await page.keyboard.press("Enter");
    const table = page.getByRole("dialog", { name: "Notes" });
    await expect(table).toContainText("notes_wall");
    await expect(table).toContainText("Clinician");
    // The biller who looked has no way to a note.
    await expect(table.getByRole("heading", { name: "Biller" })).toHaveCount(0);
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(table).toBeHidden();

    await page.getByRole("link", { name: "Evidence", exact: true }).click();
    await expect(isolation(page)).toBeVisible({ timeout: 30_000 });
    const probe = isolation(page).getByRole("button", { name: "Probe now" });
    if (await probe.isVisible()) await probe.click();
    await expect(isolation(page)).toContainText("Isolation held", { timeout: 180_000 });
    await expect(isolation(page)).toContainText(/[\d,]+ attempts in \d+ tables/);
    const control = page
      .getByRole("table", { name: "Controls" })
      .getByRole("row")
      .filter({ hasText: "164.312(a)(1)" });
    await expect(control).toContainText("Holds");
    await expectAccessible(page);

    await reviewTheWeek(page, lookedAt);

    // However long that took: a proof of who is asking is at hand, as after a sign-in.
    await admin`update directory.sessions set authenticated_at = clock_timestamp()
      where member_id = ${officer.memberId}`;
    await page.getByRole("link", { name: "Evidence", exact: true }).click();
    await expect(
      page
        .getByRole("table", { name: "Controls" })
        .getByRole("row")
        .filter({ hasText: "164.308(a)(1)(ii)(D)" }),
    ).toContainText("signed 1");
    await page.getByRole("button", { name: "Take the evidence pack" }).click();
    const dialog = page.getByRole("dialog", { name: "Evidence pack" });
    const coming = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Export", exact: true }).click();
    const download = await coming;
    const path = join(test.info().outputDir, download.suggestedFilename());
    await download.saveAs(path);
    const text = await readFile(path, "utf8");
    const verdict = verifyPack(text);
    if (!verdict.isGood) throw new Error(verdict.problem);
    expect(verdict.evidence.clinic.id).toBe(officer.tenantId);
    expect(verdict.evidence.controls.find(({ clause }) => clause === "164.312(a)(1)")?.state).toBe(
      "pass",
    );
    expect(verifyPack(text.replace('"pass"', '"fail"')).isGood).toBe(false);
    expect(text.toLowerCase()).not.toContain(patient.family.toLowerCase());

    await page.goto("/admin/audit?action=evidence.exported");
    await expect(trail(page).getByRole("row").filter({ hasText: officer.name })).toHaveCount(1);
  });

  test("nobody else finds the way to it", async ({ page, context }) => {
    await enter(context, suspect);
    await page.goto("/");
    await expect(page.getByRole("link", { name: "Evidence", exact: true })).toHaveCount(0);
    for (const path of ["/admin/roles", "/admin/evidence"]) {
      const answer = await page.goto(path);
      expect(answer?.status(), path).toBe(403);
    }
  });
});
