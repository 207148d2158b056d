import { and, eq } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { patients } from "#db/schema/patients";
import { inTenant, type TenantContext } from "#db/tenant";
import { newId } from "#lib/ids";
import { openField, sealField } from "#lib/phi/envelope";
import { forgetTenantKeys, type TenantKeys, withKeys } from "#lib/phi/keys";
import { DemographicsRecord, packRecord } from "#lib/phi/records";
import type { TestClinic } from "#lib/testing";

/** The proof's processes drop the keys they have in memory every two seconds, in place of the five minutes of a server. */
export const keySeconds = 2;

/** How long a rotation waits for them before its last look. */
export const settleSeconds = 4;

/** What a patient's name says: whose it is, and the how manyth change it was. */
export const nameOf = (patientId: string, count: number): string => `F${patientId} ${count}`;

/** The change that a name tells of, or undefined if it is not this patient's. */
export function countIn(name: string, patientId: string): number | undefined {
  return name.startsWith(`F${patientId} `) ? Number(name.split(" ")[1]) : undefined;
}

/** Lets the keys in memory run out as they would, only sooner. */
export function shortenKeys(): NodeJS.Timeout {
  return setInterval(() => forgetTenantKeys(), keySeconds * 1_000).unref();
}

/** Puts many patients into a clinic, a page at a time. */
export async function fillClinic(clinic: TestClinic, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId());
  const record = packRecord(DemographicsRecord, { sex: "Female" });
  for (let start = 0; start < ids.length; start += 500) {
    await clinic.write(({ tx, seal, tokens, tenantId }) =>
      tx.insert(patients).values(
        ids.slice(start, start + 500).map((id) => {
          const sealed = (column: string, text: string) =>
            seal({ table: "patients", column, rowId: id }, text);
          return {
            tenantId,
            id,
            familySealed: sealed("family_sealed", nameOf(id, 0)),
            givenSealed: sealed("given_sealed", "Ada"),
            mrnSealed: sealed("mrn_sealed", id),
            mrnToken: tokens.ofMrn(id),
            demographicsSealed: sealed("demographics_sealed", record),
            ...tokens.ofName({ family: "Byron", given: "Ada" }),
          };
        }),
      ),
    );
  }
  return ids;
}

/** Who writes names: the importer, which is a process of its own. */
export const writerIn = (tenantId: string): TenantContext => ({
  tenantId,
  role: "chartkeep_import",
  actorId: platformOperatorId,
});

/**
 * Writes a patient's name as the importer does, under the key that this process has in memory, or under
 * `kept`. Returns the how manyth change stood there before, or undefined if that was not this patient's name.
 */
export async function writeName(
  tenantId: string,
  id: string,
  count: number,
  kept?: TenantKeys,
): Promise<number | undefined> {
  const context = writerIn(tenantId);
  const place = { table: "patients", column: "family_sealed", rowId: id };
  const own = and(eq(patients.tenantId, tenantId), eq(patients.id, id));
  const write = (keys: TenantKeys) =>
    inTenant(context, async (tx) => {
      const [before] = kept
        ? []
        : await tx.select({ sealed: patients.familySealed }).from(patients).where(own);
      const found = before && countIn(openField(keys, place, before.sealed), id);
      await tx
        .update(patients)
        .set({ familySealed: sealField(keys, place, nameOf(id, count)) })
        .where(own);
      return found;
    });
  return kept ? write(kept) : withKeys(context, write);
}
