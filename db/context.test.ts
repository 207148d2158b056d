import postgres from "postgres";
import { v7 as newUuid } from "uuid";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { closePool, configurePool } from "./client.ts";
import { contextKey, sealContext } from "./context.ts";
import { inDirectory } from "./directory.ts";
import { type Scratch, scratchDatabase } from "./isolation/scratch.ts";
import { migrate } from "./migrate.ts";
import { tenants } from "./schema/tenants.ts";

let scratch: Scratch;
const rotated = ["b", "c"].map((letter) => letter.repeat(40));
const first = process.env.CONTEXT_KEY ?? "";
const at = (url = "") => Object.assign(new URL(url), { pathname: scratch.admin.options.database });

beforeAll(async () => {
  scratch = await scratchDatabase();
});
afterEach(closePool);
afterAll(() => scratch.release());

const look = (key: string) => {
  configurePool(at(process.env.DATABASE_URL).href, { max: 1, contextKey: key });
  return inDirectory((tx) => tx.select({ id: tenants.id }).from(tenants));
};

test("a key that is not the database's is refused with a name and nothing that it protects", async () => {
  const refused = await look("x".repeat(40)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ name: "ContextRefused", code: "CONTEXT_REFUSED" });
  expect(JSON.stringify(refused) + String(refused)).not.toMatch(/x{10}|[0-9a-f]{16}/);
});

test("no pool is made without a key", () => {
  expect(() => configurePool(process.env.DATABASE_URL ?? "", { contextKey: "" })).toThrow(
    "CONTEXT_KEY must be set",
  );
});

test("two keys are good at once, so that a new one can take over", async () => {
  const secrets = {
    appPassword: decodeURIComponent(new URL(process.env.DATABASE_URL ?? "").password),
    operatorPassword: decodeURIComponent(new URL(process.env.TEST_OPERATOR_URL ?? "").password),
  };
  const good = async () => {
    const answers = [];
    for (const key of [first, ...rotated]) {
      answers.push(
        await look(key).then(
          () => true,
          () => false,
        ),
      );
      await closePool();
    }
    return answers;
  };
  const taken = [await good()];
  for (const contextKeyOfNext of rotated) {
    const next = { ...secrets, contextKey: contextKeyOfNext };
    await migrate(at(process.env.TEST_ADMIN_URL).href, next);
    taken.push(await good());
  }
  expect(taken).toEqual([
    [true, false, false],
    [true, true, false],
    [false, true, true],
  ]);
}, 30_000);

test("presenting a seal takes no transaction number", async () => {
  const sql = postgres(process.env.DATABASE_URL ?? "", { max: 1, onnotice: () => undefined });
  const context = { tenantId: newUuid(), actorId: newUuid(), role: "biller" };
  const key = contextKey(first);
  await sql.begin(async (tx) => {
    const [backend] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    const seal = sealContext(key, context, { pid: backend?.pid ?? 0, after: 0 });
    await tx`select ctx.enter(${context.tenantId}, ${context.actorId}, ${context.role}, ${seal.expires}, ${seal.kid}, ${seal.mac})`;
    await tx`select set_config('role', 'biller', true), set_config('app.current_tenant', ${context.tenantId}, true), set_config('app.actor', ${context.actorId}, true)`;
    const [row] =
      await tx`select ctx.tenant(), ctx.actor(), ctx.role(), pg_current_xact_id_if_assigned() as number`;
    expect(row).toEqual({
      tenant: context.tenantId,
      actor: context.actorId,
      role: "biller",
      number: null,
    });
  });
  await sql.end();
});
