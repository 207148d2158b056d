import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { refusalOfLogin, refusalToServe } from "./boot-check.ts";

const adminUrl = process.env.TEST_ADMIN_URL ?? "";
const contextKey = process.env.CONTEXT_KEY ?? "";
const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
afterAll(() => admin.end());

/** Asks about a login that exists only inside a transaction, so that no other test can meet it. */
async function refusalOf(attributes: string, ...more: string[]): Promise<string | undefined> {
  let refusal: string | undefined;
  const undo = new Error("undo");
  await admin
    .begin(async (tx) => {
      await tx.unsafe(`create role test_login login ${attributes}`);
      for (const statement of more) await tx.unsafe(statement);
      await tx.unsafe("set local session authorization test_login");
      refusal = await refusalOfLogin(tx);
      throw undo;
    })
    .catch((error) => {
      if (error !== undo) throw error;
    });
  return refusal;
}

test("the application's own login may serve", async () => {
  expect(await refusalToServe(process.env.DATABASE_URL ?? "", contextKey)).toBeUndefined();
});

test("an administrator may not serve", async () => {
  expect(await refusalToServe(adminUrl, contextKey)).toMatch(/superuser/);
});

test("no other login may serve, not even one without any right", async () => {
  expect(await refusalOf("noinherit")).toMatch(/not the server's own/);
});

test("the operator's login may not serve", async () => {
  const refusal = await refusalToServe(process.env.TEST_OPERATOR_URL ?? "", contextKey);
  expect(refusal).toMatch(/chartkeep_operator is not the server's own/);
});

test.each([
  ["bypasses row security", ["noinherit bypassrls"]],
  ["may become chartkeep_owner", ["noinherit", "grant chartkeep_owner to test_login"]],
  ["may become audit_owner", ["noinherit", "grant audit_owner to test_login"]],
  ["may become ctx_owner", ["noinherit", "grant ctx_owner to test_login"]],
  [
    "owns tables",
    ["noinherit", "create table app.theirs (id int)", "alter table app.theirs owner to test_login"],
  ],
  ["inherits the rights", ["inherit"]],
])("a login is refused when it: %s", async (reason, [attributes = "", ...more]) => {
  expect(await refusalOf(attributes, ...more)).toContain(reason);
});

test("the application's own login may not serve with row security off", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.searchParams.set("options", "-c row_security=off");
  expect(await refusalToServe(url.href, contextKey)).toMatch(/row_security switched off/);
});

test("a database where nothing answers, or without tables, is named as such", async () => {
  expect(await refusalToServe("postgres://a:b@127.0.0.1:1/c", contextKey)).toMatch(
    /nothing answers there/,
  );
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.pathname = "/template1";
  expect(await refusalToServe(url.href, contextKey)).toMatch(/no tables of Chartkeep/);
});

test("a server whose key for contexts is not the database's may not serve", async () => {
  const refusal = await refusalToServe(process.env.DATABASE_URL ?? "", "x".repeat(32));
  expect(refusal).toMatch(/does not take contexts sealed with CONTEXT_KEY/);
  expect(refusal).not.toMatch(/x{32}/);
});
