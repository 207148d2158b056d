import { sql } from "drizzle-orm";
import { check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
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
import { panels } from "./panels.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A laboratory result, a vital sign, or another recorded finding (`other`: social history, surveys).
 * `value_sealed` is the value with its unit, its components (blood pressure) and the text as sent;
 * `range_sealed` is the reference range and the interpretation of this very result, since ranges
 * change by laboratory. Front desk reads vital signs only: the row policy says so.
 */
export const observations = app.table(
  "observations",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    panelId: uuid(),
    category: text().notNull(),
    codeSystem: text(),
    code: text(),
    displaySealed: sealed(),
    valueSealed: sealed(),
    rangeSealed: sealed(),
    status: text().notNull(),
    effectiveAt: timestamp({ withTimezone: true }).notNull(),
    issuedAt: instant(),
    sensitivity: sensitivity(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("observations_patient", table, table.patientId, () => patients),
    sameTenant("observations_encounter", table, table.encounterId, () => encounters),
    sameTenant("observations_panel", table, table.panelId, () => panels),
    index("observations_of").on(
      table.tenantId,
      table.patientId,
      table.category,
      table.effectiveAt,
      table.id,
    ),
    index("observations_trend").on(table.tenantId, table.patientId, table.code, table.effectiveAt),
    check("observations_category", sql`${table.category} in ('lab', 'vital', 'other')`),
    check(
      "observations_sensitivity",
      sql`${table.sensitivity} in (${sql.raw(listed(sensitivities))})`,
    ),
  ],
);

export const observationsAccess: TableAccess = {
  table: observations,
  chart: { by: "patient_id", hasTags: true },
  read: {
    medical_assistant: { where: "category = 'vital'" },
    ...each(["prescriber", "tenant_admin", "chartkeep_import"]),
  },
  add: { chartkeep_import: true },
  edit: { ...each(taggers, tagging), chartkeep_import: true },
};
