import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { migrate } from "#db/migrate";
import type { Benchmark, Ratio } from "#e2e/benchmark";
import { Complaint, command } from "#lib/cli/complaint";
import { dataFolder } from "#lib/cli/data-folder";
import { openThrowaway } from "#lib/cli/database";
import { environmentFor } from "#lib/cli/environment";

await command(async (args) => {
  const known = benchmarkNames();
  const [wanted, option, count, ...more] = args;
  const rows = option === undefined ? undefined : Number(count);
  const isCount = option === undefined || (option === "--rows" && Number.isSafeInteger(rows));
  if (more.length > 0 || !isCount || (wanted !== undefined && !known.includes(wanted))) {
    throw new Complaint(
      `Usage: npm run bench [-- <name> [--rows <count>]], with a name of: ${known.join(", ")}`,
    );
  }
  const results: Record<string, Ratio[]> = {};
  for (const name of wanted ? [wanted] : known) results[name] = await measure(name, rows);
  const file = join(dataFolder(), "bench.json");
  mkdirSync(dataFolder(), { recursive: true, mode: 0o700 });
  writeFileSync(
    file,
    `${JSON.stringify({ takenAt: new Date().toISOString(), results }, null, 2)}\n`,
  );
  console.log(`\nWritten to ${file}`);
  process.exit(0);
});

/** Runs one benchmark on a database of its own and prints its table. */
async function measure(name: string, rows: number | undefined): Promise<Ratio[]> {
  const database = await openThrowaway();
  try {
    await migrate(database.adminUrl, database.secrets);
    const environment = await environmentFor(database, {
      origin: "http://localhost:3000",
      kind: "test",
    });
    const configured = process.env.DATABASE_URL;
    Object.assign(process.env, environment, { TEST_ADMIN_URL: database.adminUrl });
    const { benchmark } = (await import(`./bench/${name}.ts`)) as { benchmark: Benchmark };
    console.log(`\n${name}: ${benchmark.title}`);
    const ratios = await benchmark.run({
      adminUrl: database.adminUrl,
      appUrl: environment.DATABASE_URL ?? "",
      log: (line) => console.log(line),
      rows,
    });
    console.table(ratios);
    if (configured === undefined) delete process.env.DATABASE_URL;
    else process.env.DATABASE_URL = configured;
    return ratios;
  } finally {
    await database.release();
  }
}

function benchmarkNames(): string[] {
  const folder = join(import.meta.dirname, "bench");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -3))
    .sort();
}
