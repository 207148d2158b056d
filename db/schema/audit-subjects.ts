import { bigint, primaryKey, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { tenantId } from "#db/columns";
import { audit } from "./schemas.ts";

/** Which patients an event is about: the index behind a patient's access history, since a search in an array cannot use one under row security. */
export const auditSubjects = audit.table(
  "subjects",
  {
    tenantId: tenantId(),
    patientId: uuid().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.patientId, table.seq] })],
);

export const auditSubjectsAccess: TableAccess = {
  table: auditSubjects,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor"]),
};
