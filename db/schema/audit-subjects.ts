import { bigint, index, primaryKey, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import { audit } from "./schemas.ts";

/**
 * Which patients an event is about: the index behind a patient's access history, since a search in an
 * array cannot use one under row security. `subjects_seq` lets the verifier compare it with the events.
 */
export const auditSubjects = audit.table(
  "subjects",
  {
    tenantId: uuid().notNull(),
    patientId: uuid().notNull(),
    seq: bigint({ mode: "number" }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.patientId, table.seq] }),
    index("subjects_seq").on(table.tenantId, table.seq, table.patientId),
  ],
);

export const auditSubjectsAccess: TableAccess = {
  table: auditSubjects,
  keeper: "audit_owner",
  read: each(["tenant_admin", "chartkeep_auditor", "chartkeep_reviewer"]),
};
