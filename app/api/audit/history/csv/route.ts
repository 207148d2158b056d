import { historyCsv } from "#lib/audit/history-export";
import { ExportHistory } from "#lib/audit/input";
import { exportRoute } from "#lib/export-route";

/** One patient's access history as CSV. */
export const POST = exportRoute(
  "history:export",
  ExportHistory,
  { kind: "access-history", holdsPhi: true },
  historyCsv,
);
