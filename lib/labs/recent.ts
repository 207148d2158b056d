import "server-only";
import { and, desc, eq, gte, inArray } from "drizzle-orm";
import { observations } from "#db/schema/observations";
import type { MemberScope } from "#lib/scope";
import { openResult, openTestName } from "./results.ts";
import { isCritical } from "./rules.ts";
import type { ResultView } from "./view.ts";

/** An abnormal result of one of several patients. */
export interface RecentAbnormalView {
  readonly patientId: string;
  readonly code: string | undefined;
  readonly name: string;
  readonly result: ResultView;
}

const isFlagged = ({ result }: RecentAbnormalView) => result.standing.kind === "flagged";
const isUrgent = ({ result: { standing } }: RecentAbnormalView) =>
  isCritical(standing.kind === "flagged" ? standing.flag : undefined);

/**
 * The abnormal results of these patients since an instant: critical ones first, then the newest.
 * What is abnormal is known only once it is opened, so the event names every patient whose results were.
 */
export async function listRecentAbnormal(
  scope: MemberScope,
  patientIds: readonly string[],
  since: Date,
): Promise<readonly RecentAbnormalView[]> {
  scope.require("lab:read");
  if (patientIds.length === 0) return [];

  const rows = await scope.tx
    .select({
      id: observations.id,
      patientId: observations.patientId,
      panelId: observations.panelId,
      code: observations.code,
      displaySealed: observations.displaySealed,
      valueSealed: observations.valueSealed,
      rangeSealed: observations.rangeSealed,
      status: observations.status,
      effectiveAt: observations.effectiveAt,
    })
    .from(observations)
    .where(
      and(
        eq(observations.tenantId, scope.tenantId),
        inArray(observations.patientId, [...patientIds]),
        eq(observations.category, "lab"),
        gte(observations.effectiveAt, since),
      ),
    )
    .orderBy(desc(observations.effectiveAt))
    .limit(1000);
  if (rows.length === 0) return [];

  const open = scope.disclose({
    action: "labs.viewed",
    patientIds: [...new Set(rows.map(({ patientId }) => patientId))],
    details: { results: rows.length },
  });
  const flagged = rows
    .map(
      (row): RecentAbnormalView => ({
        patientId: row.patientId,
        code: row.code ?? undefined,
        name: openTestName(open, row),
        result: openResult(open, row),
      }),
    )
    .filter(isFlagged);
  return [...flagged.filter(isUrgent), ...flagged.filter((one) => !isUrgent(one))].slice(0, 25);
}
