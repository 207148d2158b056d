import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrate } from "#db/migrate";
import { loginUrl, openThrowaway } from "./database.ts";
import { makeClinics } from "./demonstration.ts";
import { environmentFor } from "./environment.ts";
import { startJobs } from "./jobs-process.ts";
import { freePort } from "./port.ts";
import { startServer } from "./server.ts";
import { runProgram } from "./step.ts";

/**
 * Runs the browser tests against the built application and its background work, on demonstration
 * clinics in a database of their own. They learn E2E_ORIGIN, E2E_SERVER_PID, E2E_SIGN_INS (as JSON)
 * and, to judge and to tamper, TEST_ADMIN_URL.
 */
export async function runJourneys(args: readonly string[], echo = false) {
  const database = await openThrowaway();
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-journeys-"));
  try {
    await migrate(database.adminUrl, database.secrets);
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const environment = await environmentFor(database, { origin, kind: "demonstration" });
    const signIns = await makeClinics({ ...database, environment });
    const server = await startServer({ host: "127.0.0.1", port, environment, output: "quiet" });
    const jobs = startJobs(environment, loginUrl(database.adminUrl, "operator", database.secrets));
    try {
      const report = join(folder, "report.json");
      const reporters = ["--reporter=list,json"];
      const { code, output } = await runProgram(
        "playwright",
        ["test", "--config=e2e/playwright.config.ts", ...reporters, ...args],
        {
          echo,
          env: {
            ...environment,
            E2E_ORIGIN: origin,
            E2E_SERVER_PID: String(server.pid),
            E2E_SIGN_INS: JSON.stringify(signIns),
            TEST_ADMIN_URL: database.adminUrl,
            // Where the operator's commands, which the tests also use, find their secrets.
            ...(process.env.DATABASE_URL ? {} : { CHARTKEEP_DATA: database.folder }),
            PLAYWRIGHT_JSON_OUTPUT_NAME: report,
          },
        },
      );
      return { ...readCounts(report, code), output };
    } finally {
      await Promise.all([server.stop(), jobs.stop()]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await database.release();
  }
}

function readCounts(report: string, code: number): { passed: number; failed: number } {
  try {
    const { stats, errors } = JSON.parse(readFileSync(report, "utf8")) as {
      stats: { expected: number; unexpected: number; flaky: number };
      errors: unknown[];
    };
    const failed = stats.unexpected + stats.flaky + errors.length;
    return { passed: stats.expected, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
