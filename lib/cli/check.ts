import { checkSteps } from "./check-steps.ts";
import { command } from "./complaint.ts";
import { runSteps, totalOf } from "./step.ts";

await command(async () => {
  const begin = performance.now();
  const total = totalOf(await runSteps(checkSteps, 2));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`\n${total.passed} passed, ${total.failed} failed in ${seconds} s`);
  return total.failed > 0 ? 1 : 0;
});
