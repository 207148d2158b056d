import { sql } from "drizzle-orm";
import { boolean, check, date, index, uuid } from "drizzle-orm/pg-core";
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
 * A time in which a patient's accounting leaves out what went to an agency, because the agency said that
 * telling would impede it (45 CFR 164.528(a)(2)). What it said by word of mouth holds for thirty days at
 * most. A row never changes and is never removed; a hold that ends early is withdrawn once, with its reason.
 */
export const disclosureHolds = app.table(
  "disclosure_holds",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    startsOn: date({ mode: "string" }).notNull(),
    endsOn: date({ mode: "string" }).notNull(),
    isOral: boolean().notNull(),
    contentSealed: sealed().notNull(),
    recordedBy: actingMember(),
    createdAt: createdAt(),
    withdrawalSealed: sealed(),
    withdrawnBy: uuid(),
    withdrawnAt: instant(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("disclosure_holds_patient", table, table.patientId, () => patients),
    sameTenant("disclosure_holds_recorded_by", table, table.recordedBy, () => members),
    sameTenant("disclosure_holds_withdrawn_by", table, table.withdrawnBy, () => members),
    index("disclosure_holds_of").on(table.tenantId, table.patientId, table.endsOn),
    check("disclosure_holds_span", sql`${table.endsOn} >= ${table.startsOn}`),
    check(
      "disclosure_holds_oral",
      sql`not ${table.isOral} or ${table.endsOn} <= ${table.startsOn} + 30`,
    ),
    check(
      "disclosure_holds_withdrawn",
      sql`num_nulls(${table.withdrawalSealed}, ${table.withdrawnBy}, ${table.withdrawnAt}) in (0, 3)`,
    ),
  ],
);

export const disclosureHoldsAccess: TableAccess = {
  table: disclosureHolds,
  read: { tenant_admin: true },
  add: {
    tenant_admin: {
      columns: [
        "tenant_id",
        "id",
        "patient_id",
        "starts_on",
        "ends_on",
        "is_oral",
        "content_sealed",
      ],
    },
  },
  edit: { tenant_admin: { columns: ["withdrawal_sealed"] } },
};
