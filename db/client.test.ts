import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { v7 as newUuid } from "uuid";
import { afterAll, afterEach, expect, test } from "vitest";
import { closePool, configurePool, poolState } from "./client.ts";
import { Connection } from "./connection.ts";
import { platformOperatorId } from "./roles.ts";
import { inTenant } from "./tenant.ts";

const admin = postgres(process.env.TEST_ADMIN_URL ?? "", { max: 1, onnotice: () => undefined });
const operatorUrl = new URL(process.env.TEST_OPERATOR_URL ?? "postgres://");
const tenantId = newUuid();
const context = { tenantId, role: "chartkeep_import", actorId: platformOperatorId } as const;
const servers: Server[] = [];

afterEach(async () => {
  await closePool();
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => admin.end());

/** A way to the database that can be cut: `onClientData` sees what is sent and may destroy either side. */
async function wire(onClientData: (data: Buffer, client: Socket, upstream: Socket) => void) {
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(Number(operatorUrl.port), operatorUrl.hostname);
    client.on("data", (data) => onClientData(data, client, upstream));
    client.pipe(upstream).pipe(client);
    for (const end of [client, upstream])
      end
        .on("error", () => undefined)
        .on("close", () => [client, upstream].map((it) => it.destroy()));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = new URL(operatorUrl);
  url.host = `127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  return { url: url.href, connections: () => connections };
}

const addTenant = (id: string) =>
  inTenant({ ...context, tenantId: id }, (tx) =>
    tx.execute(sql`insert into directory.tenants (id, slug, name, specialty, color, time_zone)
      values (${id}, ${`door-${id}`}, 'Door', 'hormone', '#000000', 'UTC')`),
  );

const isWritten = async (id: string) =>
  (await admin`select from directory.tenants where id = ${id}`).length === 1;

test("a connection that dies before the answer to COMMIT leaves the outcome openly unknown", async () => {
  const { url } = await wire((data, client, upstream) => {
    if (!data.includes("commit")) return;
    upstream.unpipe(client);
    setTimeout(() => client.destroy(), 100);
  });
  configurePool(url, { max: 1 });
  const id = newUuid();
  await expect(addTenant(id)).rejects.toMatchObject({
    name: "CommitUnknown",
    code: "COMMIT_UNKNOWN",
  });
  expect(await isWritten(id)).toBe(true);
});

test("a connection that dies under a statement is thrown away and never opened again", async () => {
  const { url, connections } = await wire((data, client) => {
    if (data.includes("the last straw")) client.destroy();
  });
  configurePool(url, { max: 1 });
  const id = newUuid();
  const doomed = inTenant({ ...context, tenantId: id }, async (tx) => {
    await tx.execute(sql`select 1`);
    await tx.execute(sql`select 'the last straw'`).catch(() => undefined);
    await tx.execute(sql`select 'and on'`).catch(() => undefined);
    return "done";
  });
  await expect(doomed).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  await wait(100);
  expect(connections()).toBe(1);
  await addTenant(id);
  expect(connections()).toBe(2);
});

test("a connection whose transaction was ended by someone else is thrown away", async () => {
  const connection = new Connection(operatorUrl.href, process.env.CONTEXT_KEY ?? "");
  await connection.send("begin");
  await connection.send("commit");
  expect(connection.lost).toBeUndefined();
  await connection.send("commit").catch(() => undefined);
  expect(connection.lost).toMatchObject({ code: "CONNECTION_LOST" });
  expect(() => connection.send("select 1")).toThrow("ended before its time");
});

test("a server that is not there is unavailable within the time of the queue", async () => {
  configurePool("postgres://nobody@127.0.0.1:1/none", { max: 1 });
  const start = performance.now();
  await expect(addTenant(newUuid())).rejects.toMatchObject({
    name: "Unavailable",
    code: "CONNECTION_UNAVAILABLE",
    cause: { code: "ECONNREFUSED" },
  });
  expect(performance.now() - start).toBeLessThan(3_000);
});

test("a server that accepts and never answers is unavailable as well", async () => {
  const silent = createServer(() => undefined);
  servers.push(silent);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  const port = typeof address === "object" ? address?.port : 0;
  configurePool(`postgres://nobody@127.0.0.1:${port}/none`, { max: 1 });
  await expect(addTenant(newUuid())).rejects.toMatchObject({ code: "CONNECTION_UNAVAILABLE" });
});

test("who waits too long for a connection is refused, and the next one is served", async () => {
  configurePool(operatorUrl.href, { max: 1 });
  let letGo = () => {};
  const held = inTenant(context, async (tx) => {
    await tx.execute(sql`select 1`);
    await new Promise<void>((resolve) => {
      letGo = resolve;
    });
  });
  const start = performance.now();
  await expect(addTenant(newUuid())).rejects.toMatchObject({ code: "CONNECTION_UNAVAILABLE" });
  expect(performance.now() - start).toBeLessThan(2_500);
  letGo();
  await held;
  await addTenant(newUuid());
  expect(poolState()).toEqual({ lent: 0, idle: 1, opening: 0, waiting: 0 });
});

test("closing the pool ends a transaction that would never end", async () => {
  configurePool(operatorUrl.href, { max: 1 });
  let outcome = Promise.resolve();
  await new Promise<void>((begun) => {
    const endless = inTenant(context, async (tx) => {
      await tx.execute(sql`select 1`);
      begun();
      await new Promise(() => undefined);
    });
    outcome = expect(endless).rejects.toMatchObject({ code: "CONNECTION_LOST" });
  });
  await closePool();
  await outcome;
});

test("a pool is not replaced under those who use it", () => {
  configurePool(operatorUrl.href);
  expect(() => configurePool(operatorUrl.href)).toThrow("already configured");
});

test.each([
  "",
  "clinic",
  "postgres://nobody@one:5432,two:5432/none",
  "postgres://nobody@one,two/none",
])("an address that is not one host is refused: %s", (url) => {
  expect(() => configurePool(url)).toThrow("one host");
});
