import { platformOperatorId } from "#db/roles";
import { inTenant } from "#db/tenant";
import { verifyChain } from "#lib/audit/verify";
import { newId } from "#lib/ids";
import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import { admin, type TestClinic } from "#lib/testing";
import { asOperatorLogin } from "#lib/testing-logins";
import { recordInvoice, recordNote, recordPatient } from "#lib/testing-records";
import { sealedTables } from "./sealed-tables.ts";

/** Puts records of several tables into a clinic, among them what never changes: a signed note and a posted invoice. */
export async function fillClinic(clinic: TestClinic, patients: number): Promise<string[]> {
  const ids: string[] = [];
  for (let count = 0; count < patients; count += 1) {
    const patientId = await recordPatient(clinic, { family: `Family${count}` });
    ids.push(patientId);
    await recordInvoice(clinic, patientId);
    await recordNote(clinic, patientId, { text: `A note about ${count}` });
  }
  return ids;
}

/** Everything sealed that a clinic has, opened, by table, column and row; and the versions that its envelopes need. */
export async function openedRows(
  tenantId: string,
): Promise<{ readonly texts: Map<string, string>; readonly versions: Set<number> }> {
  const keys = await tenantKeys({ tenantId, actorId: platformOperatorId, role: "prescriber" });
  const texts = new Map<string, string>();
  const versions = new Set<number>();
  for (const { name: table, columns } of sealedTables) {
    for (const column of columns) {
      const rows = await admin<{ id: string; sealed: Buffer }[]>`
        select id, ${admin(column)} as sealed from ${admin(`app.${table}`)}
        where tenant_id = ${tenantId} and ${admin(column)} is not null`;
      for (const { id: rowId, sealed } of rows) {
        versions.add(sealed.readUInt32BE(2));
        texts.set(`${table} ${column} ${rowId}`, openField(keys, { table, column, rowId }, sealed));
      }
    }
  }
  return { texts, versions };
}

/** Asks for a rotation of a clinic's keys, as the operator's command does. */
export async function askForRotation(tenantId: string): Promise<void> {
  await admin`insert into app.key_rotations (tenant_id, id, requested_by)
    values (${tenantId}, ${newId()}, ${platformOperatorId})`;
}

/** Whether the clinic's chain of audit events holds, as the operator's walk finds it. */
export function verifiedChain(tenantId: string): Promise<boolean> {
  return asOperatorLogin(async () => {
    const context = { tenantId, actorId: platformOperatorId, role: "chartkeep_auditor" } as const;
    const { damage } = await inTenant(context, (tx) => verifyChain(tx, tenantId));
    return damage === null;
  });
}
