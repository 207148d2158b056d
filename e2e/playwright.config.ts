import { defineConfig } from "@playwright/test";
import { findBrowser } from "./browser.ts";

const { executablePath, args } = await findBrowser();

// `npm run e2e` brings up the database, the clinics and the built server, and says where they are.
export default defineConfig({
  testDir: ".",
  testMatch: "**/*.spec.ts",
  outputDir: "../test-results",
  fullyParallel: true,
  workers: 2,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL: process.env.E2E_ORIGIN ?? "http://localhost:3000",
    locale: "en-US",
    launchOptions: { executablePath, args: [...args] },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
});
