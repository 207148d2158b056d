import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "#db/migrate";
import type { Claim, Verdict } from "#e2e/claim";
import { Complaint, command } from "#lib/cli/complaint";
import { loginUrl, openThrowaway } from "#lib/cli/database";
import { environmentFor } from "#lib/cli/environment";

await command(async (args) => {
  const { name, full } = parseOptions(args);
  if (!name) {
    for (const known of claimNames())
      console.log(`${known.padEnd(18)} ${(await load(known)).title}`);
    return 0;
  }
  return prove(name, full);
});

/** Puts one claim to the test on a database of its own, and says how it ended in the last line. */
async function prove(name: string, full: boolean): Promise<number> {
  const database = await openThrowaway();
  let verdict: Verdict | undefined;
  try {
    await migrate(database.adminUrl, database.secrets);
    const environment = await environmentFor(database, {
      origin: "http://localhost:3000",
      kind: "test",
    });
    Object.assign(process.env, environment, {
      // Where the operator's commands, which a proof may use, find their secrets.
      ...(process.env.DATABASE_URL ? {} : { CHARTKEEP_DATA: database.folder }),
      TEST_ADMIN_URL: database.adminUrl,
      TEST_OPERATOR_URL: loginUrl(database.adminUrl, "operator", database.secrets),
    });
    const claim = await load(name);
    verdict = await claim.run({
      full,
      adminUrl: database.adminUrl,
      appUrl: environment.DATABASE_URL ?? "",
      log: (line) => console.log(line),
    });
  } catch (error) {
    console.error(error);
    verdict = { held: false, figures: { error: (error as Error).message.split("\n")[0] ?? "" } };
  } finally {
    await database.release();
  }
  console.log(`${name}: ${verdict.held ? "held" : "BROKEN"}, ${inWords(verdict.figures)}`);
  // What a proof left running (a pool, a timer) does not keep the command alive.
  process.exit(verdict.held ? 0 : 1);
}

function parseOptions(args: string[]): { name: string | undefined; full: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { full: { type: "boolean", default: false } },
    });
    const [name, ...more] = positionals;
    if (more.length === 0 && (!name || claimNames().includes(name))) {
      return { name, full: values.full };
    }
  } catch {
    // Answered below.
  }
  throw new Complaint(
    `Usage: npm run prove [-- <claim> [--full]], with a claim of: ${claimNames().join(", ")}`,
  );
}

function claimNames(): string[] {
  return readdirSync(join(import.meta.dirname, "proofs"))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}

async function load(name: string): Promise<Claim> {
  return ((await import(`./proofs/${name}.ts`)) as { claim: Claim }).claim;
}

function inWords(figures: Verdict["figures"]): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
