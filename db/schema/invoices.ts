import { sql } from "drizzle-orm";
import { check, date, index, text, unique, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, tenantId, tenantKey } from "#db/columns";
import { coverages } from "./coverages.ts";
import { encounters } from "./encounters.ts";
import { ledgerEntries } from "./ledger-entries.ts";
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

/**
 * What a responsible party owes for services. It holds no balance: what is open is the sum of the
 * receivable postings that name it, so an invoice and the ledger can never disagree. An invoice is
 * never edited; what was wrong is reversed by an adjustment.
 */
export const invoices = app.table(
  "invoices",
  {
    tenantId: tenantId(),
    id: id(),
    number: text().notNull(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    practitionerId: uuid(),
    coverageId: uuid(),
    responsible: text().notNull(),
    issuedOn: date({ mode: "string" }).notNull(),
    dueOn: date({ mode: "string" }).notNull(),
    entryId: uuid().notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("invoices_patient", table, table.patientId, () => patients),
    sameTenant("invoices_encounter", table, table.encounterId, () => encounters),
    sameTenant("invoices_practitioner", table, table.practitionerId, () => practitioners),
    sameTenant("invoices_coverage", table, table.coverageId, () => coverages),
    sameTenant("invoices_entry", table, table.entryId, () => ledgerEntries),
    unique("invoices_number").on(table.tenantId, table.number),
    index("invoices_when").on(table.tenantId, table.issuedOn, table.id),
    index("invoices_due").on(table.tenantId, table.dueOn, table.id),
    index("invoices_of").on(table.tenantId, table.patientId, table.issuedOn),
    check("invoices_responsible", sql`${table.responsible} in ('patient', 'insurance')`),
    check("invoices_due_after", sql`${table.dueOn} >= ${table.issuedOn}`),
  ],
);

export const invoicesAccess: TableAccess = {
  table: invoices,
  ownerReads: true,
  read: {
    ...each(["biller", "tenant_admin", "chartkeep_import"]),
    chartkeep_reviewer: { columns: ["tenant_id", "patient_id", "issued_on"] },
  },
  add: { chartkeep_import: true },
};
