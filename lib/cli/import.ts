import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { closePool } from "#db/client";
import { inDirectory } from "#db/directory";
import { tenants } from "#db/schema/tenants";
import { importFiles, type Progress } from "#lib/fhir/importer";
import { InputRefused } from "#lib/fhir/input-files";
import { jsonReport, printedReport } from "#lib/fhir/print-report";
import { Complaint, command } from "./complaint.ts";
import { asOperator } from "./operator.ts";

const usage =
  "Usage: npm run import -- --clinic <slug> [--dry-run] [--report <file>] <file-or-folder>...";

await command(async (args) => {
  const { clinic, paths, isDryRun, reportFile } = parseOptions(args);
  const release = await asOperator();
  try {
    const tenant = await clinicOf(clinic);
    const bar = progressBar();
    const started = performance.now();
    const report = await importFiles({
      tenantId: tenant.id,
      timeZone: tenant.timeZone,
      paths,
      isDryRun,
      onProgress: bar.show,
    }).finally(bar.stop);
    const seconds = (performance.now() - started) / 1_000;
    if (reportFile) writeFileSync(reportFile, jsonReport(report, isDryRun));
    console.log(printedReport(report, { isDryRun, seconds }));
    return report.refusedFiles > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof InputRefused) throw new Complaint(error.message);
    throw error;
  } finally {
    await closePool();
    await release();
  }
});

function parseOptions(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        clinic: { type: "string" },
        "dry-run": { type: "boolean", default: false },
        report: { type: "string" },
      },
    });
    if (values.clinic && positionals.length > 0) {
      return {
        clinic: values.clinic,
        paths: positionals,
        isDryRun: values["dry-run"],
        reportFile: values.report,
      };
    }
  } catch {
    // Answered below.
  }
  throw new Complaint(usage);
}

async function clinicOf(slug: string) {
  const all = await inDirectory((tx) =>
    tx
      .select({
        id: tenants.id,
        timeZone: tenants.timeZone,
        slug: tenants.slug,
        status: tenants.status,
      })
      .from(tenants),
  ).catch(() => {
    throw new Complaint(
      'The database has no clinics to import into: run "npm run db:migrate" or "npm run demo" first.',
    );
  });
  const found = all.find((tenant) => tenant.slug === slug);
  if (found?.status === "offboarded")
    throw new Complaint(`The clinic ${slug} was offboarded: nothing is added to it any more.`);
  if (found) return found;
  const known = all.map((tenant) => tenant.slug).sort();
  throw new Complaint(
    known.length === 0
      ? `There is no clinic ${slug}: there are none yet. "npm run demo" makes three.`
      : `There is no clinic ${slug}. There are: ${known.slice(0, 20).join(", ")}.`,
  );
}

/** A bar on the error stream, for a person who watches; silent in a pipe. */
function progressBar() {
  const bar = new SingleBar({
    stream: process.stderr,
    format: "{phase} {bar} {percentage}% {value}/{total}",
    hideCursor: true,
    clearOnComplete: true,
  });
  let isShown = false;
  return {
    show: ({ phase, done, total }: Progress) => {
      if (!process.stderr.isTTY) return;
      if (!isShown) bar.start(total, done, { phase });
      isShown = true;
      bar.setTotal(total);
      bar.update(done, { phase });
    },
    stop: () => {
      if (isShown) bar.stop();
    },
  };
}
