import { sql } from "drizzle-orm";
import { check, index, integer, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { id, instant, sameTenant, sealed, tenantId, tenantKey } from "#db/columns";
import { members } from "./members.ts";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * A member's emergency access to what is restricted in one patient's chart: to read, for an hour at
 * most. The member says why; everything else is the database's word (`db/sql/restrictions.sql`): what it
 * opens, from when until when, by when it has to be reviewed, and that the session was proved within
 * five minutes. `previous_id` is the first grant of the same member and patient within a day. It ends
 * once and does not change otherwise.
 */
export const breakGlassGrants = app.table(
  "break_glass_grants",
  {
    tenantId: tenantId(),
    id: id(),
    memberId: uuid().notNull(),
    patientId: uuid().notNull(),
    sessionId: uuid().notNull(),
    reasonCode: text().notNull(),
    /** How long the text is, in code points: what is sealed the database cannot count. */
    textLength: integer().notNull(),
    textSealed: sealed().notNull(),
    categories: text().array().notNull().default(sql`'{}'`),
    startedAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    endsAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    reviewDueAt: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    previousId: uuid(),
    endedAt: instant(),
    endedBy: uuid(),
    /** When the clinic's administrators had been mailed. */
    toldAt: instant(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("break_glass_grants_member", table, table.memberId, () => members),
    sameTenant("break_glass_grants_patient", table, table.patientId, () => patients),
    index("break_glass_grants_of").on(
      table.tenantId,
      table.memberId,
      table.patientId,
      table.startedAt,
    ),
    index("break_glass_grants_started").on(table.tenantId, table.startedAt, table.id),
    check(
      "break_glass_grants_reason",
      sql`${table.reasonCode} in ('ETREAT', 'BTG', 'COC', 'PATRQT')`,
    ),
    check("break_glass_grants_text", sql`${table.textLength} >= 20`),
  ],
);

const own = "member_id = ANY (ARRAY[( SELECT ctx.actor() AS actor)])";
const asOneself = "member_id = ( SELECT ctx.actor() AS actor)";
const breakers = ["medical_assistant", "prescriber", "tenant_admin"] as const;
const said = [
  "tenant_id",
  "id",
  "member_id",
  "patient_id",
  "session_id",
  "reason_code",
  "text_length",
  "text_sealed",
];

/** What the work in the background has to know to end a grant whose hour is over, and to mail about one. */
const overdue = [
  "tenant_id",
  "id",
  "member_id",
  "patient_id",
  "started_at",
  "ends_at",
  "ended_at",
  "told_at",
];

export const breakGlassGrantsAccess: TableAccess = {
  table: breakGlassGrants,
  ownerReads: true,
  read: {
    ...each(["medical_assistant", "prescriber"], { where: own }),
    tenant_admin: true,
    chartkeep_directory: { columns: overdue },
  },
  add: each(breakers, { where: asOneself, columns: said }),
  edit: {
    ...each(["medical_assistant", "prescriber"], { where: own, columns: ["ended_at"] }),
    tenant_admin: { columns: ["ended_at"] },
    chartkeep_directory: { columns: ["ended_at", "told_at"] },
  },
};
