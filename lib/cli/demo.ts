import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeDataFolder } from "#db/embedded";
import { ensureBuild } from "./build-state.ts";
import { Complaint, command } from "./complaint.ts";
import { dataFolder } from "./data-folder.ts";
import { loginUrl } from "./database.ts";
import { makeClinics, type SignIn } from "./demonstration.ts";
import { openInstallation } from "./installation.ts";
import { startJobs } from "./jobs-process.ts";
import { chosenAddress } from "./port.ts";
import { startServer } from "./server.ts";
import { untilStopped } from "./until-stopped.ts";

await command(async (args) => {
  const isReset = parseOptions(args);
  const stopped = untilStopped();
  const { host, port, origin } = await chosenAddress();
  if (isReset) await startOver();

  console.log("Preparing the database ...");
  const installation = await openInstallation(origin, "demonstration");
  try {
    const signIns = await makeClinics(installation);
    await ensureBuild();
    const { environment } = installation;
    const server = await startServer({ host, port, environment, output: "quiet" });
    const jobs = startJobs(
      environment,
      loginUrl(installation.adminUrl, "operator", installation.secrets),
    );
    welcome(origin, signIns);
    const code = await Promise.race([server.ended, stopped.then(() => 0)]);
    await Promise.all([server.stop(), jobs.stop()]);
    if (code !== 0) console.error(`The web server ended (exit code ${code}).`);
    return code;
  } finally {
    await installation.release();
  }
});

function parseOptions(args: string[]): boolean {
  try {
    return parseArgs({ args, options: { reset: { type: "boolean", default: false } } }).values
      .reset;
  } catch {
    throw new Complaint("Usage: npm run demo [-- --reset]");
  }
}

/** Removes the data folder, if it is one: never a folder that merely has been named as one. */
async function startOver(): Promise<void> {
  if (process.env.DATABASE_URL) {
    throw new Complaint(
      "--reset starts the embedded database over. The one of DATABASE_URL is yours: drop it, create it anew, and run the demo without --reset.",
    );
  }
  const folder = dataFolder();
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  if (!existsSync(join(folder, "secrets.json"))) {
    throw new Complaint(`${folder} is not a data folder of Chartkeep, so --reset leaves it alone.`);
  }
  await removeDataFolder(folder);
}

function welcome(origin: string, signIns: readonly SignIn[]): void {
  const lines = signIns.map(
    ({ clinic, role, email, password }) =>
      `  ${clinic.padEnd(34)} ${role.padEnd(14)} ${email.padEnd(36)} ${password}`,
  );
  console.log(`
Chartkeep is running at ${origin}

Sign in as:
${lines.join("\n")}

Try first: as a clinician, type a few letters of a name in the search at the top and open a chart;
as a biller, open an overdue invoice and post a payment; as a tenant admin, open that patient's
access history and verify the audit trail. Mails, of invitations and forgotten passwords, land at
${origin}/outbox. Nobody has a second factor yet, so that these sign-ins work as printed: add an
authenticator app or a passkey at ${origin}/me/factors. Ctrl-C stops everything; the data stays in ${dataFolder()}.
`);
}
