import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { sql } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { refusalToServe } from "./boot-check.ts";
import { closePool, configurePool } from "./client.ts";
import { Connection } from "./connection.ts";
import { inDirectory } from "./directory.ts";
import { ownConnection } from "./own-connection.ts";
import { type TlsFront, tlsFront } from "./testing-tls.ts";

const contextKey = process.env.CONTEXT_KEY ?? "";
const database = new URL(process.env.DATABASE_URL ?? "postgres://");
const trusted = getCACertificates("default");
let front: TlsFront;
let bare: TlsFront;

beforeAll(async () => {
  front = await tlsFront(database, { offers: true });
  bare = await tlsFront(database, { offers: false });
});
afterEach(async () => {
  await closePool();
  setDefaultCACertificates(trusted);
});
afterAll(() => {
  front.close();
  bare.close();
});

function urlOf(host: string, { port }: TlsFront, mode = "verify-full"): string {
  const url = new URL(database);
  url.host = `${host}:${port}`;
  url.searchParams.set("sslmode", mode);
  return url.href;
}

const trustFront = () => setDefaultCACertificates([...trusted, front.cert]);

/** Why no connection of the server's own comes to be. */
async function failureOf(url: string): Promise<unknown> {
  const connection = new Connection(url, contextKey);
  const failure = await connection.open().catch((error: unknown) => error);
  await connection.close();
  return failure;
}

async function ask(url: string) {
  configurePool(url, { max: 2 });
  return inDirectory((tx) => tx.execute(sql`select current_user as name`));
}

test.each(["localhost", "127.0.0.1"])("transactions run over TLS to %s", async (host) => {
  trustFront();
  const before = front.seen.encrypted;

  expect(await ask(urlOf(host, front))).toMatchObject([{ name: "chartkeep_directory" }]);

  expect(front.seen.encrypted).toBeGreaterThan(before);
  expect(front.seen.plain).toEqual([]);
  expect(await refusalToServe(urlOf(host, front), contextKey)).toBeUndefined();
});

test("a certificate that nobody vouches for ends the connection before a password is said", async () => {
  expect(await failureOf(urlOf("localhost", front))).toBeInstanceOf(Error);
  expect(await refusalToServe(urlOf("localhost", front), contextKey)).toMatch(/self-signed/);
  expect(front.seen.plain).toEqual([]);
});

test("a certificate of another name is no better, though it is vouched for", async () => {
  trustFront();
  expect(await failureOf(urlOf("127.0.0.2", front))).toBeInstanceOf(Error);
  expect(await refusalToServe(urlOf("127.0.0.2", front), contextKey)).toMatch(/altnames|alt name/i);
});

test("a server without TLS is told nothing", async () => {
  trustFront();
  expect(await failureOf(urlOf("localhost", bare))).toBeInstanceOf(Error);
  expect(await refusalToServe(urlOf("localhost", bare), contextKey)).toBeDefined();
  expect(Buffer.concat(bare.seen.plain).toString("latin1")).not.toContain("chartkeep_app");
});

test("a transaction ends with its connection over TLS too, and the next one gets another", async () => {
  trustFront();
  configurePool(urlOf("localhost", front), { max: 1 });
  const cut = inDirectory(async (tx) => {
    await tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`);
    await tx.execute(sql`select 1`);
  });
  await expect(cut).rejects.toThrow();
  expect(await inDirectory((tx) => tx.execute(sql`select 1 as one`))).toMatchObject([{ one: 1 }]);
});

test("how the connection is made is told to the login, and to no role that it becomes", async () => {
  configurePool(database.href, { max: 1 });
  const isNear = ["localhost", "127.0.0.1", "::1", ""].includes(database.hostname);

  expect(await ownConnection()).toMatchObject({
    isTls: expect.any(Boolean),
    ...(isNear ? { isLocal: true } : {}),
  });
  const asRole = await inDirectory((tx) =>
    tx.execute(sql`select from pg_stat_ssl where pid = pg_backend_pid()`),
  );
  expect(asRole).toHaveLength(0);
});
