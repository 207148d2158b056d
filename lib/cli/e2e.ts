import { ensureBuild } from "./build-state.ts";
import { command } from "./complaint.ts";
import { runJourneys } from "./journeys.ts";

await command(async (args) => {
  await ensureBuild();
  const { passed, failed } = await runJourneys(args, true);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 || passed === 0 ? 1 : 0;
});
