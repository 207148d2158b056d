import { closePool, configurePool } from "#db/client";
import { makeCheckpoint } from "#lib/checkpoints/make";
import { newId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import type { Target } from "./forger.ts";

const stages = 4;

/**
 * Chains of several clinics, written by members of different roles through the door that everybody uses,
 * and signed several times on the way by the background work.
 */
export async function makeChains(
  events: number,
  logins: { readonly appUrl: string; readonly operatorUrl: string },
): Promise<Target[]> {
  const as = async <T>(url: string, work: () => Promise<T>): Promise<T> => {
    configurePool(url, { max: 8 });
    try {
      return await work();
    } finally {
      await closePool();
    }
  };
  const clinics = await as(logins.appUrl, () =>
    Promise.all([newClinic(), newClinic(), newClinic(), newClinic()]),
  );
  const signer = await keyProvider();
  for (let stage = 0; stage < stages; stage += 1) {
    await as(logins.appUrl, () =>
      Promise.all(clinics.map((clinic) => work(clinic, Math.ceil(events / stages)))),
    );
    await as(logins.operatorUrl, () =>
      Promise.all(clinics.map(({ tenantId }) => makeCheckpoint(tenantId, signer))),
    );
  }
  const made: Target[] = [];
  for (const [index, { tenantId }] of clinics.entries()) {
    const rows = await admin<{ size: number; note: string }[]>`
      select size::int, note from audit.checkpoints where tenant_id = ${tenantId} order by size`;
    const last = rows.at(-1);
    const other = clinics[(index + 1) % clinics.length];
    if (rows.length !== stages || !last || !other) throw new Error("a chain was not signed");
    made.push({
      tenantId,
      otherId: other.tenantId,
      last: last.size,
      checkpoints: rows.map(({ size }) => size),
      outside: last.note,
    });
  }
  return made;
}

async function work(clinic: TestClinic, events: number): Promise<void> {
  for (let event = 0; event < events; event += 1) {
    const actor = event % 3 === 0 ? clinic.as("biller") : clinic.as("prescriber");
    await runInScope(actor, "patient:read", async (scope) => {
      scope.record({ action: "chart.viewed", patientIds: [newId()], details: { event } });
    });
  }
}
