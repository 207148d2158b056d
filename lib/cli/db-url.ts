import { parseArgs } from "node:util";
import { runningEmbedded } from "#db/embedded";
import { Complaint, command } from "./complaint.ts";
import { dataFolder, secretsOf } from "./data-folder.ts";
import { loginUrl } from "./database.ts";

await command(async (args) => {
  const { as } = parseOptions(args);
  const folder = dataFolder();
  const adminUrl = process.env.DATABASE_URL || (await runningEmbedded(folder));
  if (!adminUrl) {
    throw new Complaint(
      `The embedded database of ${folder} is not running: start it with "npm run demo" or "npm start", or set DATABASE_URL.`,
    );
  }
  console.log(urlAs(as, adminUrl, folder));
});

function parseOptions(args: string[]): { as: string } {
  try {
    const { values } = parseArgs({ args, options: { as: { type: "string", default: "app" } } });
    if (["app", "owner", "superuser"].includes(values.as)) return values;
  } catch {
    // Answered below.
  }
  throw new Complaint("Usage: npm run db:url -- [--as app|owner|superuser]");
}

function urlAs(as: string, adminUrl: string, folder: string): string {
  if (as === "superuser") return adminUrl;
  if (as === "app") return loginUrl(adminUrl, "app", secretsOf(folder));
  const url = new URL(adminUrl);
  url.search = `?options=${encodeURIComponent("-c role=chartkeep_owner")}`;
  return url.href;
}
