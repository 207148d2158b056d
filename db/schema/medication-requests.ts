import { sql } from "drizzle-orm";
import { check, index, integer, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import {
  createdAt,
  id,
  instant,
  sameTenant,
  sealed,
  sensitivity,
  tenantId,
  tenantKey,
} from "#db/columns";
import { listed, sensitivities, taggers, tagging } from "#db/sensitivity";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

/**
 * A prescription. Drug, dose, route, frequency and instructions are one sealed record. A change of
 * dose is a new request; the one before it is stopped, with its reason in the sealed record.
 */
export const medicationRequests = app.table(
  "medication_requests",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    practitionerId: uuid(),
    codeSystem: text(),
    code: text(),
    orderSealed: sealed().notNull(),
    status: text().notNull(),
    refills: integer(),
    daysSupply: integer(),
    authoredAt: instant(),
    endedAt: instant(),
    sensitivity: sensitivity(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("medication_requests_patient", table, table.patientId, () => patients),
    sameTenant("medication_requests_encounter", table, table.encounterId, () => encounters),
    sameTenant(
      "medication_requests_practitioner",
      table,
      table.practitionerId,
      () => practitioners,
    ),
    index("medication_requests_of").on(table.tenantId, table.patientId, table.authoredAt),
    check(
      "medication_requests_sensitivity",
      sql`${table.sensitivity} in (${sql.raw(listed(sensitivities))})`,
    ),
  ],
);

export const medicationRequestsAccess: TableAccess = {
  table: medicationRequests,
  chart: { by: "patient_id", hasTags: true },
  read: {
    ...each(["medical_assistant", "prescriber", "tenant_admin", "chartkeep_import"]),
    chartkeep_reviewer: { columns: ["tenant_id", "patient_id", "practitioner_id", "authored_at"] },
  },
  add: { chartkeep_import: true },
  edit: { ...each(taggers, tagging), chartkeep_import: true },
};
