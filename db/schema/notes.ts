import { sql } from "drizzle-orm";
import { check, index, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { each, type TableAccess } from "#db/access";
import {
  binary,
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
import { patients } from "./patients.ts";
import { practitioners } from "./practitioners.ts";
import { app } from "./schemas.ts";

/**
 * A clinical note. Title and text are sealed apart, so that a list need not open the text. Once
 * signed, neither can change: a trigger refuses it whoever asks, and `digest` (SHA-256 of the sealed
 * text) lets the badge prove it. Only clinicians and the tenant admin read notes.
 */
export const notes = app.table(
  "notes",
  {
    tenantId: tenantId(),
    id: id(),
    patientId: uuid().notNull(),
    encounterId: uuid(),
    practitionerId: uuid(),
    kind: text().notNull(),
    titleSealed: sealed().notNull(),
    textSealed: sealed().notNull(),
    status: text().notNull(),
    writtenAt: timestamp({ withTimezone: true }).notNull(),
    signedAt: instant(),
    digest: binary(),
    sensitivity: sensitivity(),
    createdAt: createdAt(),
  },
  (table) => [
    tenantKey(table),
    sameTenant("notes_patient", table, table.patientId, () => patients),
    sameTenant("notes_encounter", table, table.encounterId, () => encounters),
    sameTenant("notes_practitioner", table, table.practitionerId, () => practitioners),
    index("notes_of").on(table.tenantId, table.patientId, table.writtenAt, table.id),
    check("notes_status", sql`${table.status} in ('draft', 'signed', 'entered_in_error')`),
    check("notes_signed", sql`${table.status} <> 'signed' or ${table.digest} is not null`),
    check("notes_sensitivity", sql`${table.sensitivity} in (${sql.raw(listed(sensitivities))})`),
  ],
);

export const notesAccess: TableAccess = {
  table: notes,
  chart: { by: "patient_id", hasTags: true },
  read: {
    ...each(["prescriber", "tenant_admin", "chartkeep_import"]),
    chartkeep_reviewer: { columns: ["tenant_id", "patient_id", "practitioner_id", "written_at"] },
  },
  add: { chartkeep_import: true },
  edit: { ...each(taggers, tagging), chartkeep_import: true },
};
