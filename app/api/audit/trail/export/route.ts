import { ExportTrail } from "#lib/audit/input";
import { exportTrail } from "#lib/audit/trail-export";
import { exportRoute } from "#lib/export-route";

/** The trail as it is narrowed, as CSV, JSON or FHIR R4 AuditEvents. */
export const POST = exportRoute(
  "audit:export",
  ExportTrail,
  { kind: "audit-trail", holdsPhi: true },
  exportTrail,
);
