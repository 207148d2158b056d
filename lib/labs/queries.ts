import "server-only";
import { and, asc, desc, eq, gte, inArray, lte } from "drizzle-orm";
import { observations } from "#db/schema/observations";
import { panels } from "#db/schema/panels";
import { NotFound } from "#lib/errors";
import type { PatientId } from "#lib/ids";
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

const labsOf = (scope: MemberScope, patientId: PatientId) =>
  and(
    eq(observations.tenantId, scope.tenantId),
    eq(observations.patientId, patientId),
    eq(observations.category, "lab"),
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

/** One page of a patient's lab results, by collection date, newest first. Page 0 is the newest. */
export async function getLabGrid(
  scope: MemberScope,
  patientId: PatientId,
  page: number,
): Promise<LabGridView> {
  scope.require("lab:read");

  const instants = await scope.tx
    .selectDistinct({ at: observations.effectiveAt })
    .from(observations)
    .where(labsOf(scope, patientId))
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
            and(
              labsOf(scope, patientId),
              gte(observations.effectiveAt, oldest),
              lte(observations.effectiveAt, newest),
            ),
          )
          .orderBy(desc(observations.effectiveAt), asc(observations.id));
  const reports = await reportRows(scope, rows);

  const open = scope.disclose({
    action: "labs.viewed",
    patientIds: [patientId],
    details: { results: rows.length, page },
  });
  const reportOf = reportsById(open, reports);
  const placed = rows.map((row): PlacedResult => {
    const report = row.panelId === null ? undefined : reportOf.get(row.panelId);
    const name = openTestName(open, row);
    const result = openResult(open, row, report?.laboratory);
    return { code: row.code ?? undefined, name, panel: report?.name, result };
  });
  return {
    collections: collectionsOf(shown, scope.actor.tenant.timeZone),
    panels: panelsOf(placed),
    page,
    hasOlder: instants.length > collectionsPerPage,
  };
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
    .where(and(labsOf(scope, patientId), eq(observations.code, code)))
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
