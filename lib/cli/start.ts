import { hasBuild } from "./build-state.ts";
import { Complaint, command } from "./complaint.ts";
import { dataFolder } from "./data-folder.ts";
import { loginUrl } from "./database.ts";
import { installedKind, openInstallation } from "./installation.ts";
import { startJobs } from "./jobs-process.ts";
import { chosenAddress } from "./port.ts";
import { startServer } from "./server.ts";
import { untilStopped } from "./until-stopped.ts";

const noJobs =
  'No background work is done here: OPERATOR_DATABASE_URL is not set. "npm run jobs" does it elsewhere.';

await command(async (args) => {
  if (args.length > 0)
    throw new Complaint("Usage: npm start (the environment says the rest: see .env.example)");
  if (!hasBuild()) throw new Complaint('There is no build yet: run "npm run build".');
  const stopped = untilStopped();
  const { host, port, origin } = await chosenAddress();
  const { environment, operatorUrl, release } = await chosenEnvironment(origin);
  try {
    const server = await startServer({ host, port, environment });
    const jobs = operatorUrl ? startJobs(environment, operatorUrl) : undefined;
    if (!jobs) console.log(noJobs);
    const code = await Promise.race([server.ended, stopped.then(() => 0)]);
    await Promise.all([server.stop(), jobs?.stop()]);
    return code;
  } finally {
    await release();
  }
});

/** The process's own environment when it names a database, else that of the data folder's installation. */
async function chosenEnvironment(origin: string) {
  const configured = process.env.DATABASE_URL;
  if (configured) {
    return {
      environment: { DATABASE_URL: configured },
      operatorUrl: process.env.OPERATOR_DATABASE_URL,
      release: async () => undefined,
    };
  }
  const kind = installedKind();
  if (!kind) {
    throw new Complaint(
      `DATABASE_URL is not set, and ${dataFolder()} holds no installation: run "npm run demo" first, or configure one as .env.example says.`,
    );
  }
  const installation = await openInstallation(origin, kind);
  const { adminUrl, secrets } = installation;
  return { ...installation, operatorUrl: loginUrl(adminUrl, "operator", secrets) };
}
