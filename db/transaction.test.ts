import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 as newUuid } from "uuid";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool, configurePool } from "./client.ts";
import { platformOperatorId } from "./roles.ts";
import { ledgerEntries } from "./schema/ledger-entries.ts";
import { members } from "./schema/members.ts";
import { tenants } from "./schema/tenants.ts";
import { inTenant, type TenantTx } from "./tenant.ts";

const admin = postgres(process.env.TEST_ADMIN_URL ?? "", { max: 1, onnotice: () => undefined });
const tenantId = newUuid();
const context = { tenantId, role: "chartkeep_import", actorId: platformOperatorId } as const;

beforeAll(async () => {
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 1 });
  const clinic = { name: "Door", specialty: "hormone", color: "#000000", timeZone: "UTC" };
  await inTenant(context, (tx) =>
    tx.insert(tenants).values({ id: tenantId, slug: `door-${tenantId}`, ...clinic }),
  );
});
afterAll(async () => {
  await closePool();
  await admin.end();
});

const addMember = (tx: TenantTx, name: string) =>
  tx.insert(members).values({ tenantId, id: newUuid(), accountId: newUuid(), displayName: name });

const isWritten = async (name: string) =>
  (await admin`select from app.members where display_name = ${name}`).length === 1;

const backend = async (tx: TenantTx) => {
  const [row] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  return row?.pid ?? 0;
};

test("what is answered is committed", async () => {
  await inTenant(context, (tx) => addMember(tx, "Committed"));
  expect(await isWritten("Committed")).toBe(true);
});

test("an error inside rolls back and leaves the connection good", async () => {
  const before = await inTenant(context, backend);
  const failure = inTenant(context, async (tx) => {
    await addMember(tx, "Half");
    throw new Error("second thoughts");
  });
  await expect(failure).rejects.toThrow("second thoughts");
  expect(await isWritten("Half")).toBe(false);
  expect(await inTenant(context, backend)).toBe(before);
});

test("an error before the first await rolls back as well", async () => {
  const failure = inTenant(context, () => {
    throw new Error("at once");
  });
  await expect(failure).rejects.toThrow("at once");
});

test("a failed statement fails the whole, even when it was caught", async () => {
  const swallowed = inTenant(context, async (tx) => {
    await addMember(tx, "Swallowed");
    await tx.execute(sql`select 1 / 0`).catch(() => undefined);
    return "done";
  });
  await expect(swallowed).rejects.toMatchObject({ cause: { code: "22012" } });
  expect(await isWritten("Swallowed")).toBe(false);
});

test("a constraint that fails only at commit fails the whole and leaves the connection good", async () => {
  const before = await inTenant(context, backend);
  const failure = inTenant(context, async (tx) => {
    await addMember(tx, "Deferred");
    const unposted = { tenantId, id: newUuid(), kind: "payment", effectiveOn: "2026-01-01" };
    await tx.insert(ledgerEntries).values({ ...unposted, postedBy: newUuid() });
  });
  await expect(failure).rejects.toMatchObject({ cause: { code: "23514" } });
  expect(await isWritten("Deferred")).toBe(false);
  expect(await inTenant(context, backend)).toBe(before);
});

test("a statement that was not awaited is refused with all the others", async () => {
  const forgetful = inTenant(context, async (tx) => {
    await addMember(tx, "Awaited");
    void addMember(tx, "Forgotten").catch(() => undefined);
    return "done";
  });
  await expect(forgetful).rejects.toMatchObject({
    name: "TransactionMisused",
    code: "not-awaited",
  });
  expect(await isWritten("Awaited")).toBe(false);
  expect(await isWritten("Forgotten")).toBe(false);
});

test("a statement that is started at once still runs behind the settings", async () => {
  const role = await inTenant(context, (tx) =>
    tx.execute(sql`select current_user as role`).then(([row]) => row?.role),
  );
  expect(role).toBe("chartkeep_import");
});

test("statements of one transaction may be under way together", async () => {
  const both = await inTenant(context, (tx) =>
    Promise.all([tx.execute(sql`select 1 as n`), tx.execute(sql`select 2 as n`)]),
  );
  expect(both.map(([row]) => row?.n)).toEqual([1, 2]);
});

test("when one of several statements fails, the others end before the connection is lent again", async () => {
  const failure = inTenant(context, (tx) =>
    Promise.all([tx.execute(sql`select 1 / 0`), tx.execute(sql`select pg_sleep(0.2)`)]),
  );
  await expect(failure).rejects.toMatchObject({ cause: { code: "22012" } });
  expect(await inTenant(context, backend)).toBeGreaterThan(0);
});

test("a transaction that is over takes no statement, also while its connection serves another", async () => {
  let stale: TenantTx | undefined;
  await inTenant(context, async (tx) => {
    stale = tx;
    await backend(tx);
  });
  const use = () => stale?.execute(sql`select 1`) ?? Promise.resolve();
  await expect(use()).rejects.toMatchObject({ cause: { code: "over" } });
  await inTenant(context, async (tx) => {
    await backend(tx);
    await expect(use()).rejects.toMatchObject({ cause: { code: "over" } });
  });
});

test("there is no transaction inside a transaction", async () => {
  const nested = inTenant(context, (tx) => {
    const whole = tx as unknown as { transaction(work: () => Promise<void>): Promise<void> };
    return whole.transaction(() => Promise.resolve());
  });
  await expect(nested).rejects.toMatchObject({ code: "nested" });
});

test.each([
  "commit",
  "ROLLBACK",
  "  begin",
  "/* quiet */ commit",
  "-- quiet\n commit",
  "/* /* */ */ commit",
  "; commit",
  "savepoint one",
  "set role none",
  "set local role none",
  "set app.current_tenant = ''",
  "reset all",
  "discard all",
  "prepare transaction 'one'",
])("work may not say: %s", async (statement) => {
  const attempt = inTenant(context, (tx) => tx.execute(sql.raw(statement)));
  await expect(attempt).rejects.toMatchObject({ code: "control" });
});

test("one text is one statement", async () => {
  const two = inTenant(context, (tx) => tx.execute(sql.raw("select 1; commit")));
  await expect(two).rejects.toMatchObject({ cause: { code: "42601" } });
});

test("constraints may be checked early", async () => {
  await inTenant(context, (tx) => tx.execute(sql`set constraints all immediate`));
});

test("an error that leaves the transaction carries no value of a statement", async () => {
  const id = newUuid();
  const secret = "Very Secret Name";
  const row = { tenantId, id, accountId: newUuid(), displayName: secret };
  const failure = inTenant(context, (tx) => tx.insert(members).values([row, row]));
  const error: unknown = await failure.catch((caught: unknown) => caught);
  expect(error).toMatchObject({ cause: { code: "23505" } });
  const { stack, cause } = error as Error;
  expect([String(error), stack, JSON.stringify(error), JSON.stringify(cause)].join()).not.toMatch(
    new RegExp(`${secret}|${id}`),
  );
});

test("statements are prepared, whatever drizzle asks for", async () => {
  const [row] = await inTenant(context, async (tx) => {
    const byName = () => tx.select().from(members).where(eq(members.displayName, "Prepared?"));
    await byName();
    await byName();
    return tx.execute(sql`select count(*)::int as count from pg_prepared_statements
      where statement like ${'select%"display_name" = $1%'}`);
  });
  expect(row?.count).toBe(1);
});

test("arrays, bytes and instants travel both ways", async () => {
  const values = { texts: ['a,"b"\\', null], bytes: [Buffer.from([0, 255])], numbers: [1, 2] };
  const [row] = await inTenant(context, (tx) =>
    tx.execute(sql`select ${sql.param(values.texts)}::text[] as texts,
      ${sql.param(values.bytes)}::bytea[] as bytes, ${sql.param(values.numbers)}::int[] as numbers,
      ${new Date(0)}::timestamptz = 'epoch' as epoch`),
  );
  expect(row).toEqual({ ...values, epoch: true });
});

test("a connection that dies is noticed at once, and its transaction can say nothing more", async () => {
  const [begun, released] = [Promise.withResolvers<number>(), Promise.withResolvers<void>()];
  const late = Promise.withResolvers<unknown>();
  const doomed = inTenant(context, async (tx) => {
    await addMember(tx, "Doomed");
    begun.resolve(await backend(tx));
    await released.promise;
    await backend(tx).catch(late.resolve);
  });
  // Watched from the start: the transaction may end before the administrator's answer is there.
  const ended = expect(doomed).rejects.toMatchObject({
    name: "ConnectionLost",
    code: "CONNECTION_LOST",
  });
  const pid = await begun.promise;
  await admin`select pg_terminate_backend(${pid})`;
  await ended;
  expect(await inTenant(context, backend)).not.toBe(pid);
  released.resolve();
  expect(await late.promise).toMatchObject({ cause: { code: "CONNECTION_LOST" } });
  expect(await isWritten("Doomed")).toBe(false);
});
