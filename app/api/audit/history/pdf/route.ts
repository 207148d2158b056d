import { historyPdf } from "#lib/audit/history-export";
import { ExportHistory } from "#lib/audit/input";
import { documentRoute } from "#lib/export-route";

/** One patient's access history as PDF, with its verification code on every page. */
export const POST = documentRoute(
  "history:export",
  ExportHistory,
  { kind: "access-history", holdsPhi: true },
  historyPdf,
);
