import { sql } from "drizzle-orm";
import { check, customType, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { actingMember, sealed } from "#db/columns";
import { type MemberRole, memberRoles, systemRoles } from "#db/roles";
import { audit } from "./schemas.ts";

/** The address of one machine. Its comparisons are leakproof, so that row policies leave its indexes usable. */
export const machineAddress = customType<{ data: string; driverData: string }>({
  dataType: () => "inet",
});

/** What a role acts for, in the codes of HL7 v3 ActReason; what is not named here is the running of the clinic. */
export const purposesOfRoles: Readonly<Partial<Record<MemberRole, string>>> = {
  medical_assistant: "TREAT",
  prescriber: "TREAT",
  biller: "HPAYMT",
};

const purposeOfRole = sql.raw(
  `case current_setting('role') ${Object.entries(purposesOfRoles)
    .map(([role, purpose]) => `when '${role}' then '${purpose}'`)
    .join(" ")} else 'HOPERAT' end`,
);

/** A 64-bit transaction number. */
export const transactionId = customType<{ data: string; driverData: string }>({
  dataType: () => "xid8",
});

/**
 * Where an event is written by whoever acts; it leaves this table inside the COMMIT of the same
 * transaction, linked to the clinic's chain. A role may say what happened and to whom; the clinic,
 * the actor, the role, the instant, the transaction, the purpose of use and the break-glass grant that it was done
 * under come from the database and cannot be chosen. Where it came from the server says.
 * `id` takes part in sealing `detail`, so the application makes it. The transaction is in the key for
 * the trigger, which takes all events of one transaction at once.
 */
export const auditOutbox = audit.table(
  "outbox",
  {
    tenantId: uuid()
      .notNull()
      .default(sql`nullif(current_setting('app.current_tenant', true), '')::uuid`),
    id: uuid().notNull(),
    actorId: actingMember(),
    dbRole: text().notNull().default(sql`current_setting('role')`),
    at: timestamp({ withTimezone: true }).notNull().default(sql`clock_timestamp()`),
    transactionId: transactionId().notNull().default(sql`pg_current_xact_id()`),
    action: text().notNull(),
    outcome: text().notNull().default("success"),
    entity: text().notNull(),
    purpose: text().notNull().default(purposeOfRole),
    address: machineAddress(),
    entityId: uuid().notNull(),
    grantId: uuid().notNull().default(sql`'00000000-0000-0000-0000-000000000000'`),
    subjects: uuid().array().notNull().default(sql`'{}'`),
    detail: sealed(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.transactionId, table.id] }),
    check("outbox_outcome", sql`${table.outcome} in ('success', 'denied', 'failed')`),
    check("outbox_words", sql`length(${table.action}) <= 64 and length(${table.entity}) <= 64`),
    check("outbox_subjects", sql`array_position(${table.subjects}, null) is null`),
    check("outbox_detail", sql`octet_length(${table.detail}) > 0`),
  ],
);

/** What an actor may say of an event; everything else is the database's own word, and who acts the server's. */
const said = {
  where: "(actor_id = ( SELECT ctx.actor() AS actor)) AND (db_role = ( SELECT ctx.role() AS role))",
  columns: ["id", "action", "outcome", "entity", "address", "entity_id", "subjects", "detail"],
} as const;

export const auditOutboxAccess: TableAccess = {
  table: auditOutbox,
  keeper: "audit_owner",
  add: each([...memberRoles, ...systemRoles], said),
};
