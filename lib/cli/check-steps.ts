import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programStep, runProgram, type Step } from "./step.ts";

/** What `npm run check` holds the code to, the longest first. */
export const checkSteps: readonly Step[] = [
  { name: "unit and database", run: runVitest },
  programStep("types", ["next", "typegen"], ["tsc", "--noEmit"]),
  programStep("lint and format", ["biome", "check", "--error-on-warnings", "."]),
  programStep("lint with types", ["oxlint", "--type-aware", "--deny-warnings"]),
  programStep("dead code", ["knip", "--config", ".knip.json"]),
  programStep("migrations", ["drizzle-kit", "check", "--config", "db/drizzle.config.ts"]),
];

async function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), "chartkeep-vitest-"));
  const report = join(folder, "report.json");
  const { code, output } = await runProgram("vitest", [
    "run",
    "--config=lib/vitest.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile=${report}`,
  ]);
  const counted = readCounts(report);
  rmSync(folder, { recursive: true, force: true });
  // A run that broke outside of any test, or ran none, has failed too.
  const failed = code !== 0 && counted.failed === 0 ? 1 : counted.failed;
  return { passed: counted.passed, failed: counted.passed + failed === 0 ? 1 : failed, output };
}

function readCounts(report: string): { passed: number; failed: number } {
  try {
    const counts = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
    return { passed: counts.numPassedTests ?? 0, failed: counts.numFailedTests ?? 0 };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
