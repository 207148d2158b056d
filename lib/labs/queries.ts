import "server-only";
import { and, asc, desc, eq, gte, inArray, lte } from "drizzle-orm";
import { observations } from "#db/schema/observations";
import { panels } from "#db/schema/panels";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
import { assertPatient } from "#lib/patients/known";
import type { MemberScope, Opener } from "#lib/scope";
import { collectionsOf, type PlacedResult, panelsOf } from "./grid.ts";
import { openReport, openResult, openTestName, type ResultRow } from "./results.ts";
import type { LabGridView, LabTrendView, ResultView } from "./view.ts";

const collectionsPerPage = 12;

const resultColumns = {
  id: observations.id,
  panelId: observations.panelId,
  code: observations.code,
  displaySealed: observations.displaySealed,
  valueSealed: observations.valueSealed,
  rangeSealed: observations.rangeSealed,
  status: observations.status,
  effectiveAt: observations.effectiveAt,
};

type Category = "lab" | "vital";

const findingsOf = (scope: MemberScope, patientId: PatientId, category: Category) =>
  and(
    eq(observations.tenantId, scope.tenantId),
    eq(observations.patientId, patientId),
    eq(observations.category, category),
  );

/** The reports that these results came with, still sealed. */
async function reportRows(scope: MemberScope, rows: readonly ResultRow[]) {
  const ids = [...new Set(rows.flatMap(({ panelId }) => (panelId === null ? [] : [panelId])))];
  if (ids.length === 0) return [];
  return scope.tx
    .select({ id: panels.id, reportSealed: panels.reportSealed })
    .from(panels)
    .where(and(eq(panels.tenantId, scope.tenantId), inArray(panels.id, ids)));
}

const reportsById = (open: Opener, rows: Awaited<ReturnType<typeof reportRows>>) =>
  new Map(rows.map((row) => [row.id, openReport(open, row)]));

/** One page of a patient's results of a kind, sealed: the instants of their collections and the rows. */
async function gridRows(
  scope: MemberScope,
  patientId: PatientId,
  category: Category,
  page: number,
) {
  await assertPatient(scope, patientId);
  const own = findingsOf(scope, patientId, category);
  const instants = await scope.tx
    .selectDistinct({ at: observations.effectiveAt })
    .from(observations)
    .where(own)
    .orderBy(desc(observations.effectiveAt))
    .limit(collectionsPerPage + 1)
    .offset(page * collectionsPerPage);
  const shown = instants.slice(0, collectionsPerPage).map(({ at }) => at);
  const [newest, oldest] = [shown[0], shown.at(-1)];
  const rows: readonly ResultRow[] =
    newest === undefined || oldest === undefined
      ? []
      : await scope.tx
          .select(resultColumns)
          .from(observations)
          .where(
            and(own, gte(observations.effectiveAt, oldest), lte(observations.effectiveAt, newest)),
          )
          .orderBy(desc(observations.effectiveAt), asc(observations.id));
  return { shown, rows, hasOlder: instants.length > collectionsPerPage };
}

/** One page of a patient's lab results, by collection date, newest first. Page 0 is the newest. */
export async function getLabGrid(
  scope: MemberScope,
  patientId: PatientId,
  page: number,
): Promise<LabGridView> {
  scope.require("lab:read");

  const { shown, rows, hasOlder } = await gridRows(scope, patientId, "lab", page);
  const reports = await reportRows(scope, rows);
  const open = scope.disclose({
    action: "labs.viewed",
    patientIds: [patientId],
    details: { results: rows.length, page },
  });
  const reportOf = reportsById(open, reports);
  const placed = rows.map((row): PlacedResult => {
    const report = row.panelId === null ? undefined : reportOf.get(row.panelId);
    const result = openResult(open, row, report?.laboratory);
    return {
      code: row.code ?? undefined,
      name: openTestName(open, row),
      panel: report?.name,
      result,
    };
  });
  const collections = collectionsOf(shown, scope.actor.tenant.timeZone);
  return { collections, panels: panelsOf(placed), page, hasOlder };
}

/** One page of a patient's vital signs, by the time they were taken, newest first. */
export async function getVitals(
  scope: MemberScope,
  patientId: PatientId,
  page: number,
): Promise<LabGridView> {
  scope.require("vital:read");

  const { shown, rows, hasOlder } = await gridRows(scope, patientId, "vital", page);
  const open = scope.disclose({
    action: "vitals.viewed",
    patientIds: [patientId],
    details: { results: rows.length, page },
  });
  const placed = rows.map(
    (row): PlacedResult => ({
      code: row.code ?? undefined,
      name: openTestName(open, row),
      panel: "Vital signs",
      result: openResult(open, row),
    }),
  );
  const collections = collectionsOf(shown, scope.actor.tenant.timeZone);
  return { collections, panels: panelsOf(placed), page, hasOlder };
}

/** Everything about one test of a patient over time, in a series for each unit it came in. */
export async function getLabTrend(
  scope: MemberScope,
  patientId: PatientId,
  code: string,
): Promise<LabTrendView> {
  scope.require("lab:read");

  const rows: readonly ResultRow[] = await scope.tx
    .select(resultColumns)
    .from(observations)
    .where(and(findingsOf(scope, patientId, "lab"), eq(observations.code, code)))
    .orderBy(asc(observations.effectiveAt), asc(observations.id))
    .limit(1000);
  const newest = rows.at(-1);
  if (newest === undefined) throw new NotFound("lab");
  const reports = await reportRows(scope, rows);

  const open = scope.disclose({
    action: "lab-trend.viewed",
    patientIds: [patientId],
    details: { code, results: rows.length },
  });
  const reportOf = reportsById(open, reports);
  const results = rows.map((row) =>
    openResult(open, row, row.panelId === null ? undefined : reportOf.get(row.panelId)?.laboratory),
  );
  const isNumber = ({ value }: ResultView) => value !== undefined;
  return {
    code,
    name: openTestName(open, newest),
    series: [...Map.groupBy(results.filter(isNumber), ({ unit }) => unit)].map(([unit, own]) => ({
      unit,
      results: own,
    })),
    worded: results.filter((result) => !isNumber(result)),
  };
}
