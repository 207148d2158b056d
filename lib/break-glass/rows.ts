import "server-only";
import { sql } from "drizzle-orm";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { patients } from "#db/schema/patients";
import { listedName } from "#lib/person-name";
import type { Opener } from "#lib/scope";
import type { ReasonCode } from "./rules.ts";
import type { GrantView, NamedPatientView } from "./view.ts";

/** The columns that name a patient whose chart may be closed: name and birth date, and nothing else. */
export const namedColumns = {
  patientId: patients.id,
  familySealed: patients.familySealed,
  givenSealed: patients.givenSealed,
  birthDateSealed: patients.birthDateSealed,
};

type NamedRow = Pick<
  typeof patients.$inferSelect,
  "familySealed" | "givenSealed" | "birthDateSealed"
> & { readonly patientId: string };

/** Opens the name and the birth date of a patient. */
export function namedPatient(open: Opener, row: NamedRow): NamedPatientView {
  const at = (column: string) => ({ table: "patients", column, rowId: row.patientId });
  return {
    patientId: row.patientId,
    name: listedName({
      family: open(row.familySealed, at("family_sealed")),
      given: open(row.givenSealed, at("given_sealed")),
    }),
    birthDate:
      row.birthDateSealed === null ? undefined : open(row.birthDateSealed, at("birth_date_sealed")),
  };
}

/** The columns of a grant that lists show. */
export const grantColumns = {
  grantId: breakGlassGrants.id,
  patientId: breakGlassGrants.patientId,
  memberId: breakGlassGrants.memberId,
  reasonCode: sql<ReasonCode>`${breakGlassGrants.reasonCode}`,
  startedAt: breakGlassGrants.startedAt,
  endsAt: breakGlassGrants.endsAt,
  endedAt: breakGlassGrants.endedAt,
};

/** A grant that opens its chart at this moment. */
export const isLive = sql<boolean>`(${breakGlassGrants.endedAt} is null and ${breakGlassGrants.endsAt} > clock_timestamp())`;

type GrantRow = Pick<
  typeof breakGlassGrants.$inferSelect,
  "patientId" | "startedAt" | "endsAt" | "endedAt"
> & { readonly grantId: string; readonly reasonCode: ReasonCode };

/** A grant for people. */
export const grantView = (row: GrantRow): GrantView => ({
  grantId: row.grantId,
  patientId: row.patientId,
  reasonCode: row.reasonCode,
  startedAt: row.startedAt.toISOString(),
  endsAt: row.endsAt.toISOString(),
  endedAt: row.endedAt?.toISOString(),
});
