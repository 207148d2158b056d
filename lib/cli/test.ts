import { readdirSync } from "node:fs";
import { join } from "node:path";
import { build, isBuildCurrent } from "./build-state.ts";
import { checkSteps } from "./check-steps.ts";
import { Complaint, command } from "./complaint.ts";
import { projectRoot } from "./data-folder.ts";
import { runJourneys } from "./journeys.ts";
import { runProgram, runSteps, type Step, totalOf } from "./step.ts";

const buildStep: Step = {
  name: "build",
  async run() {
    if (isBuildCurrent()) return { passed: 1, failed: 0, output: "" };
    const { code, output } = await build();
    return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
  },
};

const journeysStep: Step = {
  name: "browser journeys",
  async run() {
    try {
      return await runJourneys([]);
    } catch (error) {
      return { passed: 0, failed: 1, output: (error as Error).stack ?? String(error) };
    }
  },
};

/** One step for each claim, at small counts. */
function proofSteps(): Step[] {
  return readdirSync(join(projectRoot, "e2e", "proofs"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .sort()
    .map((file) => ({
      name: `prove ${file.slice(0, -3)}`,
      async run() {
        const { code, output } = await runProgram("e2e/prove.ts", [file.slice(0, -3)]);
        console.log(output.trimEnd().split("\n").at(-1));
        return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output };
      },
    }));
}

await command(async (args) => {
  if (args.length > 0)
    throw new Complaint("Usage: npm test (npm run check, e2e and prove run its parts)");
  process.env.TEST_WHOLE = "1";
  const results = [
    ...(await runSteps(checkSteps, 2)),
    ...(await runSteps([buildStep, journeysStep, ...proofSteps()])),
  ];
  const { passed, failed } = totalOf(results);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
