import { index, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { encounters } from "./encounters.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/** A report that groups results: a laboratory panel as it came back. Its conclusion and laboratory are one sealed record. */
export const panels = app.table(
  "panels",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    codeSystem: text(),
    code: text(),
    reportSealed: sealed().notNull(),
    status: text().notNull(),
    effectiveAt: instant(),
    issuedAt: instant(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("panels_patient", table, table.patientId, () => patients),
    sameTenant("panels_encounter", table, table.encounterId, () => encounters),
    index("panels_of").on(table.tenantId, table.patientId, table.effectiveAt),
  ],
);

export const panelsAccess: TableAccess = {
  table: panels,
  chart: { by: "patient_id" },
  read: each(["prescriber", "tenant_admin", "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
};
