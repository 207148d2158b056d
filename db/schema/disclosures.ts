import { sql } from "drizzle-orm";
import { check, date, index, uuid } from "drizzle-orm/pg-core";
import type { TableAccess } from "#db/access";
import {
  actingMember,
  createdAt,
  id,
  instant,
  sameTenant,
  sealed,
  tenantId,
  tenantKey,
} from "#db/columns";
import { members } from "./members.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A disclosure of a patient's record that left no trace here, because it was made by mail, by telephone
 * or by hand: whoever received it, for what and what it was are sealed together. A row never changes and
 * is never removed; one that is wrong is withdrawn once, with its reason, as entered in error. Only the
 * tenant admin reads or writes them.
 */
export const disclosures = app.table(
  "disclosures",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    disclosedOn: date({ mode: "string" }).notNull(),
    contentSealed: sealed().notNull(),
    recordedBy: actingMember(),
    createdAt: createdAt(),
    withdrawalSealed: sealed(),
    withdrawnBy: uuid(),
    withdrawnAt: instant(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("disclosures_patient", table, table.patientId, () => patients),
    sameTenant("disclosures_recorded_by", table, table.recordedBy, () => members),
    sameTenant("disclosures_withdrawn_by", table, table.withdrawnBy, () => members),
    index("disclosures_of").on(table.tenantId, table.patientId, table.disclosedOn, table.id),
    check(
      "disclosures_withdrawn",
      sql`num_nulls(${table.withdrawalSealed}, ${table.withdrawnBy}, ${table.withdrawnAt}) in (0, 3)`,
    ),
  ],
);

export const disclosuresAccess: TableAccess = {
  table: disclosures,
  read: { tenant_admin: true },
  add: {
    tenant_admin: { columns: ["tenant_id", "id", "patient_id", "disclosed_on", "content_sealed"] },
  },
  edit: { tenant_admin: { columns: ["withdrawal_sealed"] } },
};
