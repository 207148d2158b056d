import "server-only";
import { eq, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { importRuns } from "#db/schema/import-runs";
import { inTenant, type TenantContext, type TenantTx } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { tenantKeys } from "#lib/phi/keys";
import { tokensOf } from "#lib/phi/search-tokens";
import { InputRefused, inputFiles } from "./input-files.ts";
import { rankOf } from "./kinds/all.ts";
import { linkLatePanels } from "./late-panels.ts";
import { refreshPatients } from "./patients.ts";
import type { Placed } from "./prepare.ts";
import { BrokenFile, type Located, readResources } from "./read.ts";
import { Report } from "./report.ts";
import type { Run, UnitRun } from "./run.ts";
import { type KeyIndex, mapLocated, type Scanned, scanFile } from "./scan.ts";
import { Sources } from "./sources.ts";
import { type Unit, unitsOf } from "./units.ts";
import { writeBatch } from "./write-unit.ts";

/** Into which clinic to import, what, and whom to tell how far it is. */
export interface ImportOrder {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly paths: readonly string[];
  readonly isDryRun?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

/** How far an import is: resources done of all there are, in a phase. */
export interface Progress {
  readonly phase: "reading" | "writing";
  readonly done: number;
  readonly total: number;
}

const batchSize = 500;

/**
 * Imports FHIR R4 files into one clinic. Every file is read to its end before anything is written; a
 * broken one is refused whole. Then each file, or circle of files that refer to each other, is one
 * transaction: it commits with its audit events and its bookkeeping, or leaves nothing.
 */
export async function importFiles(order: ImportOrder): Promise<Report> {
  const files = await inputFiles(order.paths);
  const report = new Report();
  const index: KeyIndex = new Map();
  const good = new Map<number, Scanned>();
  let read = 0;
  for (const [number, file] of files.entries()) {
    const scanned = await scanFile(file, number, index, order.timeZone, () => {
      read += 1;
      if (read % 500 === 0) order.onProgress?.({ phase: "reading", done: read, total: read });
    });
    if (scanned instanceof BrokenFile) {
      const { at, message: reason } = scanned;
      report.findings.push({
        file: file.name,
        at,
        resource: "",
        field: "",
        reason,
        severity: "refused",
      });
    } else good.set(number, scanned);
  }
  report.files = files.length;

  const context = {
    tenantId: order.tenantId,
    role: "chartkeep_import",
    actorId: platformOperatorId,
  } as const;
  const keys = await tenantKeys(context);
  const run: Run = {
    tenantId: order.tenantId,
    timeZone: order.timeZone,
    actorId: platformOperatorId,
    isDryRun: order.isDryRun ?? false,
    keys,
    tokens: tokensOf(keys),
    sources: new Sources(order.tenantId, keys),
    targets: new Map(),
    panelOf: new Map(),
  };
  const total = [...good.values()].reduce((sum, file) => sum + file.resources, 0);
  let done = 0;
  const runId = await begin(run, context);
  try {
    for (const unit of unitsOf(good, index)) {
      const part = await importUnit(run, context, unit, (count) => {
        done += count;
        order.onProgress?.({ phase: "writing", done, total });
      });
      report.add(part);
    }
    if (!run.isDryRun) await linkLatePanels(run, context);
    await finish(run, context, runId, report, "finished");
  } catch (error) {
    await finish(run, context, runId, report, "failed").catch(() => undefined);
    throw error;
  }
  return report;
}

async function importUnit(
  run: Run,
  context: TenantContext,
  unit: Unit,
  onDone: (count: number) => void,
): Promise<Report> {
  const contents = await held(unit);
  const report = new Report();
  const state = {
    ...run,
    // An import may take longer than a rotation of the clinic's keys.
    keys: await tenantKeys(context),
    report,
    touched: new Set<string>(),
    changed: [],
    newTargets: new Map(),
    newPanelOf: new Map(),
  };
  try {
    await inTenant(context, async (tx) => {
      await alone(tx, run.tenantId);
      const inUnit: UnitRun = { ...state, tx };
      for await (const batch of batches(unit, contents, inUnit, onDone)) {
        await writeBatch(inUnit, batch);
      }
      if (run.isDryRun) return;
      await appendEvents(tx, state.keys, inUnit.changed);
      if (state.touched.size === 0) return;
      await refreshPatients(inUnit);
      await appendEvents(tx, state.keys, [committed(report, state.touched)]);
    });
  } catch (error) {
    const code = sqlState(error);
    if (code === "55P03") throw new InputRefused("Another import into this clinic is running.");
    if (!code || !/^(22|23)/.test(code)) throw error;
    return refusedUnit(unit, `the database refuses its content (${code})`);
  }
  for (const [key, target] of state.newTargets) run.targets.set(key, target);
  for (const [key, panel] of state.newPanelOf) run.panelOf.set(key, panel);
  return report;
}

/** A Bundle is read before its transaction begins; NDJSON is read again, line by line, inside it. */
async function held(unit: Unit): Promise<ReadonlyMap<Scanned, Located[]>> {
  const contents = new Map<Scanned, Located[]>();
  for (const scanned of unit) {
    if (scanned.file.format !== "json") continue;
    const resources: Located[] = [];
    for await (const located of readResources(scanned.file)) resources.push(located);
    contents.set(scanned, resources);
  }
  return contents;
}

async function* batches(
  unit: Unit,
  contents: ReadonlyMap<Scanned, Located[]>,
  run: UnitRun,
  onDone: (count: number) => void,
): AsyncGenerator<Placed[]> {
  const types = [...new Set(unit.flatMap((file) => [...file.types]))];
  for (const type of types.sort((a, b) => rankOf(a) - rankOf(b))) {
    let batch: Placed[] = [];
    for (const scanned of unit.filter((file) => file.types.has(type))) {
      for await (const located of contents.get(scanned) ?? readResources(scanned.file)) {
        if (located.type !== type) continue;
        onDone(1);
        batch.push(...placed(run, scanned.file.name, located));
        if (batch.length >= batchSize) {
          yield batch;
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batch;
  }
}

function placed(run: UnitRun, file: string, located: Located): Placed[] {
  const mapped = mapLocated(located, run.timeZone);
  const counts = run.report.of(located.type || "(none)");
  counts.read += 1;
  if (mapped.drafts.length === 0) counts.skipped += 1;
  for (const { field, reason, fatal } of mapped.issues) {
    run.report.findings.push({
      file,
      at: located.at,
      resource: located.label,
      field,
      reason,
      severity: fatal ? "skipped" : "noted",
    });
  }
  return mapped.drafts.map((draft) => ({ file, located, draft }));
}

// Row numbers of invoices are given out in order, so one import at a time writes into a clinic.
async function alone(tx: TenantTx, tenantId: string): Promise<void> {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`chartkeep import ${tenantId}`}, 0))`,
  );
}

function committed(report: Report, touched: ReadonlySet<string>) {
  const { read, written, updated, skipped } = report.total();
  return {
    action: "import.committed",
    entity: "import",
    patientIds: [...touched],
    details: { read, written, updated, skipped },
  } as const;
}

function refusedUnit(unit: Unit, reason: string): Report {
  const report = new Report();
  for (const { file } of unit) {
    report.findings.push({
      file: file.name,
      at: "the file",
      resource: "",
      field: "",
      reason,
      severity: "refused",
    });
  }
  return report;
}

async function begin(run: Run, context: TenantContext): Promise<string> {
  const id = newId();
  if (run.isDryRun) return id;
  await inTenant(context, async (tx) => {
    await tx.insert(importRuns).values({ tenantId: run.tenantId, id, status: "running" });
    await appendEvents(tx, run.keys, [
      { action: "import.started", entity: "import_runs", entityId: id },
    ]);
  });
  return id;
}

async function finish(
  run: Run,
  context: TenantContext,
  id: string,
  report: Report,
  status: "finished" | "failed",
): Promise<void> {
  if (run.isDryRun) return;
  const { read, written, updated, skipped } = report.total();
  await inTenant(context, async (tx) => {
    await tx
      .update(importRuns)
      .set({
        status,
        resourcesRead: read,
        rowsWritten: written + updated,
        resourcesSkipped: skipped,
        finishedAt: new Date(),
      })
      .where(sql`${eq(importRuns.tenantId, run.tenantId)} and ${eq(importRuns.id, id)}`);
    await appendEvents(tx, run.keys, [
      {
        action: "import.finished",
        outcome: status === "finished" ? "success" : "failed",
        entity: "import_runs",
        entityId: id,
        details: { read, written, updated, skipped },
      },
    ]);
  });
}

function sqlState(error: unknown): string | undefined {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : undefined;
}
