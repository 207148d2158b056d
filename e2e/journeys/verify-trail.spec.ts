import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { test } from "#e2e/fixtures";
import { admin, clinics, enter, newColleague } from "#e2e/staff";

test("an officer has the trail signed, takes bundle and verifier, and checks it without the application", async ({
  page,
  context,
}, info) => {
  const colleague = await newColleague(clinics.changed, "tenant_admin");
  await enter(context, colleague);
  await page.goto("/");
  await page.getByRole("link", { name: /^Audit trail: / }).click();
  await expect(page.getByRole("heading", { name: "Verify the audit trail" })).toBeVisible();

  const panel = page.getByRole("region", { name: "Chain verification" });
  await panel.getByRole("button", { name: "Verify now" }).click();
  await expect(panel).toContainText(/Verified\s*intact from 1 to \d+/);
  await page.getByRole("button", { name: "Sign now" }).click();
  await expect(page.getByText("Asked for. Look again in a few seconds.")).toBeVisible();
  await expect
    .poll(
      async () => {
        const [row] = await admin<{ signed: boolean }[]>`
          select exists (select from audit.receipts where tenant_id = ${colleague.tenantId}) as signed`;
        return row?.signed;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  await page.reload();
  const checkpoints = page.getByRole("table", { name: "Signed checkpoints" });
  await expect(checkpoints.getByRole("row").nth(1)).toContainText("file");

  const take = async (button: () => Promise<void>) => {
    const coming = page.waitForEvent("download");
    await button();
    const download = await coming;
    const path = join(info.outputDir, download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const verifier = await take(() =>
    page.getByRole("button", { name: "Take the verifier" }).click(),
  );
  const bundle = await take(async () => {
    await page.getByRole("button", { name: "Take the bundle" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Export" }).click();
  });
  const key = await page
    .getByRole("region", { name: "Check it yourself" })
    .locator("dd")
    .nth(1)
    .textContent();

  const said = execFileSync(process.execPath, [verifier, bundle, "--key", key ?? ""], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  expect(said).toMatch(/signed checkpoints, the longest over \d+ events/);
  expect(said).toMatch(/intact from 1 to \d+\n$/);
});

test("only whoever may verify sees how the trail stands", async ({ page, context }) => {
  await enter(context, await newColleague(clinics.read, "biller"));
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Home" })).toBeVisible();
  await expect(page.getByRole("link", { name: /^Audit trail: / })).toHaveCount(0);
  const answer = await page.goto("/admin/audit/verify");
  expect(answer?.status()).toBe(403);
});
