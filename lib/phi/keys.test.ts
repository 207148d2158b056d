import { setTimeout } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { patients } from "#db/schema/patients";
import { newId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { openField, sealField } from "./envelope.ts";
import { keyCache } from "./key-cache.ts";
import { forgetTenantKeys, type KeyRow, keyLifetime, tenantKeys, unwrapRows } from "./keys.ts";
import { newTenantKey } from "./tenant-key.ts";

const place = { table: "patients", column: "family_sealed", rowId: newId() };

async function contextOf(role: "prescriber" | "biller" = "prescriber") {
  const clinic = await newClinic();
  const { tenantId, memberId } = clinic.as(role);
  return { tenantId, actorId: memberId, role } as const;
}

function storedKeys(tenantId: string): Promise<KeyRow[]> {
  return admin<KeyRow[]>`select purpose, version, wrapped, kcv, provider, state
    from app.tenant_keys where tenant_id = ${tenantId}`;
}

test("a clinic's keys open what they sealed, under every role, and no other clinic's do", async () => {
  const context = await contextOf();
  const keys = await tenantKeys(context);
  const sealed = sealField(keys, place, "Köhler");

  expect(openField(await tenantKeys({ ...context, role: "biller" }), place, sealed)).toBe("Köhler");
  expect(() => openField(keys, { ...place, column: "given_sealed" }, sealed)).toThrow("altered");
  const other = await tenantKeys(await contextOf());
  expect(() => openField(other, place, sealed)).toThrow("altered");
});

test("neither database nor row holds a key in the clear", async () => {
  const { tenantId } = await contextOf();
  const provider = await keyProvider();
  for (const row of await storedKeys(tenantId)) {
    const purpose = row.purpose as "field" | "index";
    const key = await provider.unwrap(row.wrapped ?? Buffer.alloc(0), {
      tenantId,
      purpose,
      version: row.version,
    });
    expect(Buffer.from(row.wrapped ?? []).includes(Buffer.from(key))).toBe(false);
    expect(Buffer.from(row.kcv)).toHaveLength(8);
  }
});

test("a clinic's keys are unwrapped once while they are held, and again when they are dropped", async () => {
  const context = await contextOf();
  const [keys, same] = await Promise.all([tenantKeys(context), tenantKeys(context)]);
  expect(same).toBe(keys);
  forgetTenantKeys(context.tenantId);
  expect(await tenantKeys(context)).not.toBe(keys);
});

test("what is held expires, however often it is used, and forgets its secrets", async () => {
  let forgotten = 0;
  const forget = () => {
    forgotten += 1;
  };
  const cache = keyCache(100, async () => ({ forget }));
  const first = await cache.fetch("clinic", undefined);
  for (let wait = 0; wait < 8; wait += 1) {
    await setTimeout(25);
    cache.peek("clinic");
  }
  expect(forgotten).toBe(1);
  expect(await cache.fetch("clinic", undefined)).not.toBe(first);
  expect(keyLifetime).toBe(300_000);
});

test("what expires or is dropped while its successor is loaded fails nobody who waits", async () => {
  const now = vi.spyOn(performance, "now");
  const began = performance.now();
  const gates: (() => void)[] = [];
  let loads = 0;
  const cache = keyCache(50, async () => {
    loads += 1;
    const value = { load: loads, forget: () => {} };
    if (loads > 1) await new Promise<void>((open) => void gates.push(open));
    return value;
  });
  expect((await cache.fetch("clinic", undefined)).load).toBe(1);
  // By its clock the value is over, and the timer that takes it away comes later, as on a busy machine.
  now.mockReturnValue(began + 60);
  const waiting = [cache.fetch("clinic", undefined), cache.fetch("clinic", undefined)];
  now.mockRestore();
  await setTimeout(70);
  cache.drop("clinic");
  const late = cache.fetch("clinic", undefined);
  for (const open of gates) open();
  expect((await Promise.all(waiting)).map(({ load }) => load)).toEqual([2, 2]);
  expect((await late).load).toBe(3);
  // What was dropped on its way is not held in place of what came after.
  expect((await cache.fetch("clinic", undefined)).load).toBe(3);
});

test("an unwrapping that failed is tried again", async () => {
  let tries = 0;
  const cache = keyCache(1_000, async () => {
    tries += 1;
    if (tries === 1) throw new Error("the key service is away");
    return { forget: () => {} };
  });
  await expect(cache.fetch("clinic", undefined)).rejects.toThrow("away");
  await expect(cache.fetch("clinic", undefined)).resolves.toBeDefined();
});

test("a clinic whose keys were destroyed is unavailable and not empty", async () => {
  const { tenantId } = await contextOf();
  const rows = (await storedKeys(tenantId)).map((row) =>
    row.purpose === "field" ? { ...row, state: "destroyed", wrapped: null } : row,
  );

  await expect(unwrapRows(tenantId, rows)).rejects.toThrow("the clinic's field key unavailable");
});

test("a key that was wrapped for another clinic is refused, though the row says otherwise", async () => {
  const [one, other] = [await contextOf(), await contextOf()];
  const stolen = await storedKeys(other.tenantId);

  await expect(unwrapRows(one.tenantId, stolen)).rejects.toMatchObject({
    problem: "rejected",
  });
});

test("a key whose check value does not fit is refused before it opens anything", async () => {
  const { tenantId } = await contextOf();
  const rows = (await storedKeys(tenantId)).map((row) => ({ ...row, kcv: Buffer.alloc(8) }));

  await expect(unwrapRows(tenantId, rows)).rejects.toThrow("check value");
});

test("after a rotation the new version seals and the old one still opens", async () => {
  const { tenantId } = await contextOf();
  const provider = await keyProvider();
  const rows = await storedKeys(tenantId);
  const before = await unwrapRows(tenantId, rows);
  const next = await newTenantKey(provider, { tenantId, purpose: "field", version: 2 });
  const after = await unwrapRows(tenantId, [
    ...rows.map((row) => (row.purpose === "field" ? { ...row, state: "decrypt" } : row)),
    { ...next, state: "primary" },
  ]);

  const [old, fresh] = [sealField(before, place, "Köhler"), sealField(after, place, "Köhler")];
  expect(openField(after, place, old)).toBe("Köhler");
  expect(openField(after, place, fresh)).toBe("Köhler");
  expect(() => openField(before, place, fresh)).toThrow("key version that is not enabled");
});

test("what a request writes is sealed in the table", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const actor = clinic.as("prescriber");
  const id = newId();
  await clinic.write((scope) =>
    scope.tx.insert(patients).values({
      tenantId,
      id,
      familySealed: scope.seal({ table: "patients", column: "family_sealed", rowId: id }, "Köhler"),
      givenSealed: scope.seal({ table: "patients", column: "given_sealed", rowId: id }, "Anna"),
      mrnSealed: scope.seal({ table: "patients", column: "mrn_sealed", rowId: id }, "NC-1"),
      mrnToken: scope.tokens.ofMrn("NC-1"),
      demographicsSealed: scope.seal(
        { table: "patients", column: "demographics_sealed", rowId: id },
        "{}",
      ),
      ...scope.tokens.ofName({ family: "Köhler", given: "Anna" }),
    }),
  );
  const [stored] = await admin`select patients::text as row from app.patients where id = ${id}`;
  expect(stored?.row).not.toMatch(/K.hler|Anna/);

  const opened = await runInScope(actor, "patient:read", async (scope) => {
    const [row] = await scope.tx.select().from(patients).where(eq(patients.id, id));
    const open = scope.disclose({ action: "patients.listed", patientIds: [id] });
    return row && open(row.familySealed, { table: "patients", column: "family_sealed", rowId: id });
  });
  expect(opened).toBe("Köhler");
});
