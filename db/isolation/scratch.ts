import { randomBytes } from "node:crypto";
import postgres, { type Sql } from "postgres";
import { migrate } from "#db/migrate";

/** A migrated database of a test's own, on the server of the test run, with the two logins that matter. */
export interface Scratch {
  readonly admin: Sql;
  readonly app: Sql;
  /** The same address with this database in place of its own. */
  at(url: string): string;
  release(): Promise<void>;
}

/** Makes a database beside the one of the test run, for tests that lock or break what others use. */
export async function scratchDatabase(): Promise<Scratch> {
  const {
    TEST_ADMIN_URL = "",
    TEST_OPERATOR_URL = "",
    DATABASE_URL = "",
    CONTEXT_KEY = "",
  } = process.env;
  const name = `scratch_${randomBytes(6).toString("hex")}`;
  const server = postgres(TEST_ADMIN_URL, { max: 1, onnotice: () => undefined });
  await server.unsafe(`create database ${name}`);
  // The logins belong to the whole server: they keep the passwords that they have.
  await migrate(at(TEST_ADMIN_URL, name), {
    appPassword: decodeURIComponent(new URL(DATABASE_URL).password),
    operatorPassword: decodeURIComponent(new URL(TEST_OPERATOR_URL).password),
    contextKey: CONTEXT_KEY,
  });
  const admin = postgres(at(TEST_ADMIN_URL, name), { max: 1, onnotice: () => undefined });
  const app = postgres(at(DATABASE_URL, name), { max: 1, onnotice: () => undefined });
  return {
    admin,
    app,
    at: (url) => at(url, name),
    async release() {
      await Promise.all([admin.end({ timeout: 5 }), app.end({ timeout: 5 })]);
      await server.unsafe(`drop database if exists ${name} with (force)`);
      await server.end({ timeout: 5 });
    },
  };
}

function at(url: string, database: string): string {
  const there = new URL(url);
  there.pathname = `/${database}`;
  return there.href;
}
