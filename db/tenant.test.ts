import { sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 as newUuid } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool, configurePool, poolState, withConnection } from "./client.ts";
import { inDirectory } from "./directory.ts";
import { memberRoles } from "./roles.ts";
import { inTenant, type TenantContext, type TenantTx } from "./tenant.ts";

const admin = postgres(process.env.TEST_ADMIN_URL ?? "", { max: 1, onnotice: () => undefined });
const actorId = newUuid();
const context = (): TenantContext => ({ tenantId: newUuid(), role: "prescriber", actorId });

beforeAll(() => configurePool(process.env.DATABASE_URL ?? "", { max: 1 }));
afterAll(async () => {
  await closePool();
  await admin.end();
});

/** A clinic with one member, by the administrator. */
async function addTenant(): Promise<string> {
  const id = newUuid();
  await admin`insert into directory.tenants (id, slug, name, specialty, color, time_zone)
    values (${id}, ${`door-${id}`}, 'Door', 'hormone', '#000000', 'UTC')`;
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${id}, true), set_config('app.actor', ${actorId}, true)`;
    await tx`insert into app.members (tenant_id, id, account_id, display_name)
      values (${id}, ${newUuid()}, ${newUuid()}, 'Member')`;
  });
  return id;
}

async function settings(tx: TenantTx) {
  const [row] = await tx.execute(sql`select current_user as role,
    current_setting('app.current_tenant') as tenant, current_setting('app.actor') as actor,
    current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
    current_setting('idle_in_transaction_session_timeout') as idle,
    current_setting('transaction_isolation') as isolation`);
  return row;
}

async function backend(tx: TenantTx): Promise<unknown> {
  const [row] = await tx.execute(sql`select pg_backend_pid() as pid`);
  return row?.pid;
}

test("a transaction runs as its role, for its tenant and actor, under the limits", async () => {
  const { tenantId, role } = context();
  expect(await inTenant({ tenantId, role, actorId }, settings)).toEqual({
    role,
    tenant: tenantId,
    actor: actorId,
    statement: "5s",
    lock: "2s",
    idle: "10s",
    isolation: "read committed",
  });
});

test("nothing of a transaction survives on its connection", async () => {
  await inTenant(context(), settings);
  const [left] = await withConnection((connection) =>
    connection.send(`select current_setting('role') as role,
      current_setting('app.current_tenant', true) as tenant, current_setting('app.actor', true) as actor,
      current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      (select count(*)::int from pg_locks where pid = pg_backend_pid() and locktype <> 'virtualxid'
        and relation is distinct from 'pg_locks'::regclass) as locks`),
  );
  expect(left).toMatchObject({ role: "none", tenant: "", actor: "", statement: "0", lock: "0" });
});

test("a statement outside the door is refused, not unscoped", async () => {
  const peek = withConnection((connection) => connection.send("select * from app.members"));
  await expect(peek).rejects.toMatchObject({ code: "42501" });
});

test("a role the login may not take refuses everything and leaves the connection good", async () => {
  const before = await inTenant(context(), backend);
  let answered = false;
  const refused = inTenant({ ...context(), role: "chartkeep_import" }, async (tx) => {
    await tx.execute(sql`select 1`);
    answered = true;
  });
  await expect(refused).rejects.toMatchObject({
    cause: { code: "42501", message: expect.stringContaining("chartkeep_import") },
  });
  expect(answered).toBe(false);
  expect(await inTenant(context(), backend)).toBe(before);
});

const garbage: readonly [string, object][] = [
  ["an empty tenant", { tenantId: "" }],
  ["a tenant that is no UUID", { tenantId: "x' or true --" }],
  ["a tenant with something behind it", { tenantId: `${newUuid()}\n` }],
  ["no tenant", { tenantId: undefined }],
  ["a list of tenants", { tenantId: [newUuid()] }],
  ["an actor that is no UUID", { actorId: "someone" }],
  ["the owner as role", { role: "chartkeep_owner" }],
  ["a superuser as role", { role: "postgres" }],
  ["no role", { role: "none" }],
];

test.each(garbage)("%s is refused before any SQL", async (_what, wrong) => {
  await closePool();
  configurePool(process.env.DATABASE_URL ?? "", { max: 1 });
  const attempt = inTenant({ ...context(), ...wrong } as TenantContext, () => Promise.resolve(1));
  await expect(attempt).rejects.toMatchObject({ name: "TransactionMisused", code: "context" });
  expect(poolState()).toEqual({ lent: 0, idle: 0, opening: 0, waiting: 0 });
});

test("parallel transactions of different tenants never see each other", async () => {
  await closePool();
  configurePool(process.env.DATABASE_URL ?? "", { max: 4 });
  const tenants = await Promise.all(Array.from({ length: 4 }, addTenant));
  const rounds = Array.from({ length: 200 }, (_, index) => ({
    tenantId: tenants[index % tenants.length] ?? "",
    role: memberRoles[index % 3] ?? "biller",
    actorId,
  }));
  const seen = await Promise.all(
    rounds.map((round) =>
      inTenant(round, async (tx) => {
        const members = await tx.execute(sql`select tenant_id from app.members`);
        return [...members.map((row) => row.tenant_id), (await settings(tx))?.tenant];
      }),
    ),
  );
  expect(seen).toEqual(rounds.map(({ tenantId }) => [tenantId, tenantId]));
});

test("the directory door has its own role and no tenant", async () => {
  const [row] = await inDirectory((tx) =>
    tx.execute(sql`select current_user as role, current_setting('app.current_tenant') as tenant`),
  );
  expect(row).toEqual({ role: "chartkeep_directory", tenant: "" });
  const peek = inDirectory((tx) => tx.execute(sql`select * from app.patients`));
  await expect(peek).rejects.toMatchObject({ cause: { code: "42501" } });
});

const fail = (code: string) =>
  sql.raw(`do $$ begin raise exception using errcode = '${code}'; end $$`);

test.each([
  ["40001", true, 4],
  ["40P01", true, 4],
  ["40001", false, 1],
  ["23505", true, 1],
])(
  "a failure %s of work that may repeat (%s) is tried %d times",
  async (code, isIdempotent, times) => {
    let tries = 0;
    const work = async (tx: TenantTx) => {
      tries += 1;
      await tx.execute(fail(code));
    };
    const failure = inTenant(context(), work, { isIdempotent });
    await expect(failure).rejects.toMatchObject({ cause: { code } });
    expect(tries).toBe(times);
  },
);

test("work that repeats successfully is answered once", async () => {
  let tries = 0;
  const answer = inTenant(
    context(),
    async (tx) => {
      tries += 1;
      if (tries < 3) await tx.execute(fail("40001"));
      return tries;
    },
    { isIdempotent: true },
  );
  expect(await answer).toBe(3);
});
