import { closePool } from "#db/client";
import { allJobs } from "#lib/jobs/all";
import { runDueJobs, runJobs } from "#lib/jobs/runner";
import { Complaint, command } from "./complaint.ts";
import { enterAsOperator } from "./operator-environment.ts";
import { untilStopped } from "./until-stopped.ts";

await command(async (args) => {
  const [option, ...more] = args;
  if (more.length > 0 || (option !== undefined && option !== "--once"))
    throw new Complaint("Usage: npm run jobs [-- --once]");
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const release = await enterAsOperator({ max: 6 });
  try {
    if (option === "--once") return (await runDueJobs(allJobs, stop.signal)) > 0 ? 1 : 0;
    await runJobs(allJobs, stop.signal);
    return 0;
  } finally {
    await closePool();
    await release();
  }
});
