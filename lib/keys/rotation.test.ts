import { and, eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { patients } from "#db/schema/patients";
import { sealField } from "#lib/phi/envelope";
import { type TenantKeys, tenantKeys } from "#lib/phi/keys";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { asOperatorLogin, signIn } from "#lib/testing-logins";
import { recordNote } from "#lib/testing-records";
import { countHoldings } from "./holdings.ts";
import { continueRotation } from "./rotation.ts";
import { rotatorIn } from "./rotator.ts";
import { askForRotation, fillClinic, openedRows } from "./testing.ts";

beforeEach(() => signIn("app"));

const rotate = (tenantId: string, settleSeconds = 0) =>
  asOperatorLogin(() => continueRotation(tenantId, { settleSeconds }));

test("after a rotation every record says what it said, under one version, and the old one still opens", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  await fillClinic(clinic, 3);
  const before = await openedRows(tenantId);
  await askForRotation(tenantId);

  expect(await rotate(tenantId)).toBe("finished");
  const after = await openedRows(tenantId);
  expect(after.texts).toEqual(before.texts);
  expect([...before.versions]).toEqual([1]);
  expect([...after.versions]).toEqual([2]);
  const keys = await admin`select version, state from app.tenant_keys
    where tenant_id = ${tenantId} and purpose = 'field' order by version`;
  expect(keys).toEqual([
    { version: 1, state: "decrypt" },
    { version: 2, state: "primary" },
  ]);
  expect(await rotate(tenantId)).toBe("none");
});

test("a run that was told to stop is gone on with, and what was written meanwhile is not lost", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const [patientId = ""] = await fillClinic(clinic, 2);
  const before = await openedRows(tenantId);
  await askForRotation(tenantId);
  const place = { table: "patients", column: "family_sealed", rowId: patientId };
  // Somebody has the old keys in memory from before.
  const old = await asOperatorLogin(() => tenantKeys(rotatorIn(tenantId)));

  const stop = new AbortController();
  stop.abort();
  await asOperatorLogin(() => continueRotation(tenantId, { signal: stop.signal }));
  expect(await asOperatorLogin(() => continueRotation(tenantId))).toBe("waiting");
  expect([...(await openedRows(tenantId)).versions]).toEqual([2]);
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${patientId}, true)`;
    await tx`update app.patients set family_sealed = ${sealField(old, place, "Newname")} where id = ${patientId}`;
  });
  expect(await rotate(tenantId)).toBe("finished");

  const after = await openedRows(tenantId);
  expect([...after.versions]).toEqual([2]);
  before.texts.set(`patients family_sealed ${patientId}`, "Newname");
  expect(after.texts).toEqual(before.texts);
});

/** What another process has in memory: the keys of before. */
function remember(keys: TenantKeys): void {
  const { chartkeepKeys } = globalThis as { chartkeepKeys?: Map<string, TenantKeys> };
  chartkeepKeys?.set(keys.tenantId, keys);
}

test("a process that has the old keys in memory reads the new version at once, and fetches for a forged one once", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const [patientId = ""] = await fillClinic(clinic, 1);
  const actor = clinic.as("prescriber");
  const context = { tenantId, actorId: actor.memberId, role: "prescriber" } as const;
  const old = await tenantKeys(context);
  await askForRotation(tenantId);
  await rotate(tenantId);
  remember(old);
  const place = { table: "patients", column: "family_sealed", rowId: patientId };
  const open = () =>
    runInScope(actor, "patient:read", async (scope) => {
      const [row] = await scope.tx
        .select({ sealed: patients.familySealed })
        .from(patients)
        .where(and(eq(patients.tenantId, tenantId), eq(patients.id, patientId)));
      const opener = scope.disclose({ action: "patients.listed", patientIds: [patientId] });
      return row && opener(row.sealed, place);
    });

  expect(await open()).toBe("Family0");
  expect((await tenantKeys(context)).primaryVersion).toBe(2);
  const disclosed = await admin`select 1 from audit.events
    where tenant_id = ${tenantId} and action = 'patients.listed'`;
  expect(disclosed).toHaveLength(1);

  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${patientId}, true)`;
    await tx`update app.patients set family_sealed = set_byte(family_sealed, 5, 9) where id = ${patientId}`;
  });
  await expect(open()).rejects.toThrow("not enabled");
  const fetched = await tenantKeys(context);
  await expect(open()).rejects.toThrow("not enabled");
  expect(await tenantKeys(context)).toBe(fetched);
});

test("a signed note is still the one that was signed, and one that was not stays as it is", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const [patientId = ""] = await fillClinic(clinic, 1);
  const { noteId: forged } = await recordNote(clinic, patientId, { text: "Forged" });
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${patientId}, true)`;
    await tx`alter table app.notes disable trigger signed_note_stands`;
    await tx`update app.notes set digest = ${Buffer.alloc(32)} where id = ${forged}`;
    await tx`alter table app.notes enable trigger signed_note_stands`;
  });
  await askForRotation(tenantId);

  expect(await rotate(tenantId)).toBe("finished");
  const notes = await admin<{ id: string; intact: boolean; version: number }[]>`
    select id, digest = sha256(text_sealed) as intact, get_byte(text_sealed, 5) as version
    from app.notes where tenant_id = ${tenantId}`;
  const [good, bad] = [
    notes.find(({ id }) => id !== forged),
    notes.find(({ id }) => id === forged),
  ];
  expect(good).toMatchObject({ intact: true, version: 2 });
  expect(bad).toMatchObject({ intact: false, version: 1 });
  const [rotation] =
    await admin`select rows_refused::int as refused from app.key_rotations where tenant_id = ${tenantId}`;
  expect(rotation?.refused).toBe(1);
});

test("the trail has one event a batch, in nobody's access history, and its chain holds", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  await fillClinic(clinic, 3);
  await askForRotation(tenantId);
  await rotate(tenantId);
  const events = await admin<{ action: string; entity: string; about: number }[]>`
    select action, entity, cardinality(subjects) as about from audit.events
    where tenant_id = ${tenantId} and db_role = 'chartkeep_rotator' order by seq`;

  const named = events.filter(({ entity }) => ["patients", "notes"].includes(entity));
  expect(named).toEqual([
    { action: "row.changed", entity: "notes", about: 0 },
    { action: "row.changed", entity: "patients", about: 0 },
  ]);
  expect(events.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["key-rotation.started", "key-rotation.finished"]),
  );
});

test("rows are counted by table and version", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  await fillClinic(clinic, 2);
  expect(await asOperatorLogin(() => countHoldings(tenantId))).toEqual(new Map([[1, 8]]));
  await askForRotation(tenantId);
  await rotate(tenantId);
  const lines = await admin`select held_in, version, rows::int from app.key_holdings
    where tenant_id = ${tenantId} and held_in = 'patients'`;
  expect(lines).toEqual([{ held_in: "patients", version: 2, rows: 2 }]);
});

test("whoever seals anew changes envelopes and nothing else, and the server's login cannot become it", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const [patientId = ""] = await fillClinic(clinic, 1);
  await expect(continueRotation(tenantId)).rejects.toMatchObject({ cause: { code: "42501" } });
  for (const change of [
    "update app.patients set is_restricted = true",
    "update app.payments set amount_cents = 1",
    "delete from app.notes",
    "select mrn_token from app.patients",
    "select detail from audit.events",
  ]) {
    const trying = admin.begin(async (tx) => {
      await tx`select set_config('role', 'chartkeep_rotator', true),
        set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${patientId}, true)`;
      await tx.unsafe(change);
    });
    await expect(trying, change).rejects.toMatchObject({ code: "42501" });
  }
});
