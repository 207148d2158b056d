import { closePool, configurePool } from "#db/client";
import { allJobs } from "#lib/jobs/all";
import { runDueJobs, runJobs } from "#lib/jobs/runner";
import { Complaint, command } from "./complaint.ts";
import { dataFolder } from "./data-folder.ts";
import { loginUrl, openDatabase } from "./database.ts";
import { environmentFor } from "./environment.ts";
import { installedKind } from "./installation.ts";
import { untilStopped } from "./until-stopped.ts";

await command(async (args) => {
  const [option, ...more] = args;
  if (more.length > 0 || (option !== undefined && option !== "--once"))
    throw new Complaint("Usage: npm run jobs [-- --once]");
  const stop = new AbortController();
  void untilStopped().then(() => stop.abort());
  const release = await enter();
  try {
    if (option === "--once") return (await runDueJobs(allJobs, stop.signal)) > 0 ? 1 : 0;
    await runJobs(allJobs, stop.signal);
    return 0;
  } finally {
    await closePool();
    await release();
  }
});

/** Signs in as the operator: with OPERATOR_DATABASE_URL and the environment of the server, else to the data folder's installation. */
async function enter(): Promise<() => Promise<void>> {
  const configured = process.env.OPERATOR_DATABASE_URL;
  if (configured) {
    process.env.DATABASE_URL = configured;
    configurePool(configured, { max: 6 });
    return async () => undefined;
  }
  const kind = installedKind();
  if (!kind) {
    throw new Complaint(
      `OPERATOR_DATABASE_URL is not set, and ${dataFolder()} holds no installation: run "npm run demo" first, or set it as .env.example says.`,
    );
  }
  const database = await openDatabase();
  const origin = process.env.APP_ORIGIN || `http://localhost:${process.env.PORT || "3000"}`;
  Object.assign(process.env, await environmentFor(database, { origin, kind }), {
    DATABASE_URL: loginUrl(database.adminUrl, "operator", database.secrets),
  });
  configurePool(process.env.DATABASE_URL ?? "", { max: 6 });
  return () => database.release();
}
