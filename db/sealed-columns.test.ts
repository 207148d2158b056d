import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pgTable } from "drizzle-orm/pg-core";
import { expect, test } from "vitest";
import { admin } from "#lib/testing";
import { binary, id, sealed, tenantId } from "./columns.ts";
import { accessMatrix } from "./schema/all.ts";
import { app } from "./schema/schemas.ts";
import { sealedTableOf, withRotator } from "./schema/sealed-columns.ts";

const folder = join(import.meta.dirname, "schema");
const tables = accessMatrix.flatMap(({ table }) => sealedTableOf(table) ?? []);
const found = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column}`));

test("a rotation reaches every column that is declared as sealed, or the chain has it", () => {
  const declared = readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => readFileSync(join(folder, file), "utf8").match(/: sealed\(\)/g) ?? []);
  // The details of audit events: in the outbox and in the chain.
  expect(found.length).toBe(declared.length - 2);
});

test("a rotation reaches every column of the live database that is named as sealed", async () => {
  const live = await admin<{ name: string }[]>`
    select c.relname || '.' || a.attname as name from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace in ('app'::regnamespace, 'directory'::regnamespace) and c.relkind = 'r' and a.attname like '%\\_sealed'`;
  expect(live.map(({ name }) => name).filter((name) => !found.includes(name))).toEqual([]);
});

test("a sealed column made tomorrow is found, with the right to seal it anew, and other bytes are not", () => {
  const table = app.table("tomorrow", {
    tenantId: tenantId(),
    id: id(),
    wordSealed: sealed(),
    hash: binary(),
  });
  expect(sealedTableOf(table)).toEqual({ name: "tomorrow", columns: ["word_sealed"] });
  expect(withRotator({ table })).toMatchObject({
    read: { chartkeep_rotator: { columns: ["tenant_id", "id", "word_sealed"] } },
    edit: { chartkeep_rotator: { columns: ["word_sealed"] } },
  });
  expect(() => sealedTableOf(pgTable("stray", { id: id(), wordSealed: sealed() }))).toThrow(
    "outside a clinic",
  );
});

test("whoever seals anew may change envelopes alone", () => {
  for (const { table, edit } of accessMatrix) {
    const right = edit?.chartkeep_rotator;
    const columns = right === true ? ["everything"] : (right?.columns ?? []);
    const sealedOnes = sealedTableOf(table);
    if (!sealedOnes) continue;
    expect(columns).toEqual([...sealedOnes.columns, ...(sealedOnes.digestOf ? ["digest"] : [])]);
  }
});

test("what guards a sealed table's rows lets them be sealed anew: a signed or withdrawn record too", async () => {
  const guards = await admin<{ name: string }[]>`
    select c.relname || ' ' || t.tgname as name
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_proc p on p.oid = t.tgfoid
    where c.relnamespace = 'app'::regnamespace and c.relname = any (${tables.map(({ name }) => name)})
      -- Before an update, of each row, and on no condition about columns that hold no envelope.
      and not t.tgisinternal and t.tgtype & 1 = 1 and t.tgtype & 2 = 2 and t.tgtype & 16 = 16
      and t.tgqual is null and p.prosrc not like '%chartkeep_rotator%'`;
  expect(guards.map(({ name }) => name)).toEqual([]);
});
