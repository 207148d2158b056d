import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { closePool, configurePool } from "#db/client";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { dataFolder, secretsOf } from "#lib/cli/data-folder";
import { loginUrl } from "#lib/cli/database";
import { makeClinic } from "#lib/clinics/make";
import { demoClinics } from "#lib/demo/clinics";
import { demonstrationOf } from "#lib/demo/generate";
import { importFiles } from "#lib/fhir/importer";

/** A clinic's FHIR files into an empty clinic, tried dry, written, and imported a second time. */
export const benchmark: Benchmark = { title: "the importer: resources a second", run };

async function run({ adminUrl, appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  const [clinic] = demoClinics;
  if (!clinic) return [];
  const folder = await mkdtemp(join(tmpdir(), "chartkeep-bench-"));
  configurePool(operatorUrl(adminUrl, appUrl), { max: 4 });
  try {
    const resources = demonstrationOf(clinic, new Date("2026-11-23T17:00:00Z"));
    const byType = Map.groupBy(resources, (resource) => resource.resourceType);
    for (const [type, some] of byType) {
      const lines = some.map((resource) => `${JSON.stringify(resource)}\n`).join("");
      await writeFile(join(folder, `${type}.ndjson`), lines);
    }
    const { slug, name, specialty, color, timeZone } = clinic;
    const tenantId = await makeClinic({ slug: `${slug}-bench`, name, specialty, color, timeZone });
    log(`importing ${resources.length} resources three times`);
    const order = { tenantId, timeZone, paths: [folder] };
    const dry = await rate("dry run", () => importFiles({ ...order, isDryRun: true }));
    const first = await rate("first import", () => importFiles(order));
    const again = await rate("the same again", () => importFiles(order));
    return [dry, first, again].map((line) => ({
      ...line,
      "times the first": Number(
        (line["resources a second"] / first["resources a second"]).toFixed(2),
      ),
    }));
  } finally {
    await closePool();
    await rm(folder, { recursive: true, force: true });
  }
}

async function rate(what: string, work: () => ReturnType<typeof importFiles>) {
  const started = performance.now();
  const { read } = (await work()).total();
  const seconds = (performance.now() - started) / 1_000;
  return {
    what,
    seconds: Number(seconds.toFixed(2)),
    "resources a second": Math.round(read / seconds),
  };
}

/** The operator's login lies beside the app's: same server, same folder of secrets. */
function operatorUrl(adminUrl: string, appUrl: string): string {
  const keyFile = process.env.LOCAL_KEY_FILE ?? "";
  const folder = keyFile ? join(keyFile, "..") : dataFolder();
  const secrets = secretsOf(folder);
  const isOurs = new URL(appUrl).password === secrets.appPassword;
  return loginUrl(adminUrl, "operator", isOurs ? secrets : secretsOf(dataFolder()));
}
