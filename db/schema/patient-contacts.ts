import { sql } from "drizzle-orm";
import { check, index, integer, text, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { createdAt, id, sameTenant, sealed, tenantId, tenantKey, token } from "#db/columns";
import { memberRoles } from "#db/roles";
import { patients } from "./patients.ts";
import { app } from "./schemas.ts";

/**
 * One way to reach a patient or the person to call for them: a phone, an e-mail address, a postal
 * address, an emergency contact. The value is one sealed record; phones and e-mails carry a token.
 */
export const patientContacts = app.table(
  "patient_contacts",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    kind: text().notNull(),
    use: text(),
    position: integer().notNull().default(1),
    valueSealed: sealed().notNull(),
    valueToken: token(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("patient_contacts_patient", table, table.patientId, () => patients),
    index("patient_contacts_of").on(table.tenantId, table.patientId, table.kind),
    index("patient_contacts_token").on(table.tenantId, table.kind, table.valueToken),
    check("patient_contacts_kind", sql`${table.kind} in ('phone', 'email', 'address', 'person')`),
  ],
);

export const patientContactsAccess: TableAccess = {
  table: patientContacts,
  chart: { by: "patient_id" },
  read: each([...memberRoles, "chartkeep_import"]),
  add: { chartkeep_import: true },
  edit: { chartkeep_import: true },
  remove: { chartkeep_import: true },
};
