import { expect, test } from "vitest";
import type { MemberRole } from "#lib/access/permissions";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { connectionToTest, saveConnection } from "./commands.ts";
import { findConnection } from "./connection.ts";
import type { SaveConnection } from "./input.ts";
import { getConnection } from "./queries.ts";

const entered: SaveConnection = {
  issuer: "https://login.example.com",
  clientId: "chartkeep",
  clientSecret: "only between us",
  isEnabled: "on",
};

const save = (clinic: TestClinic, change: Partial<SaveConnection> = {}) =>
  runInScope(clinic.as("tenant_admin"), "sso:manage", (scope) =>
    saveConnection(scope, { ...entered, ...change }),
  );

test("what an admin enters is kept, and the secret is sealed, shown to nobody and opened by sign-in", async () => {
  const clinic = await newClinic();
  await save(clinic);
  const page = await runInScope(clinic.as("tenant_admin"), "sso:manage", getConnection);

  expect(page).toEqual({
    connection: {
      issuer: entered.issuer,
      clientId: entered.clientId,
      isEnabled: true,
      trustsProviderFactor: false,
    },
    redirectUri: `http://localhost:3000/api/auth/callback/sso-${clinic.slug}`,
    signInLink: `http://localhost:3000/sign-in/sso?clinic=${clinic.slug}`,
  });
  expect(await findConnection(clinic.slug)).toMatchObject({ clientSecret: entered.clientSecret });
  const [row] = await admin`select * from app.sso_connections where tenant_id = ${clinic.tenantId}`;
  expect(JSON.stringify(row)).not.toContain(entered.clientSecret);
  expect(Buffer.from(row?.client_secret_sealed).includes(entered.clientSecret)).toBe(false);
  const events = await admin`select action from audit.events
    where tenant_id = ${clinic.tenantId} and action = 'sso.changed'`;
  expect(events).toHaveLength(1);
});

test("the database itself gives no role of a clinic the sealed secret", async () => {
  const clinic = await newClinic();
  await save(clinic);
  const peek = runInScope(clinic.as("tenant_admin"), "sso:manage", (scope) =>
    scope.tx.execute("select client_secret_sealed from app.sso_connections"),
  );
  await expect(peek).rejects.toMatchObject({ cause: { code: "42501" } });
});

test("a stored secret goes to the provider and client it was entered for, and to no other", async () => {
  const clinic = await newClinic();
  const nothing = { clientSecret: "" };
  await expect(save(clinic, nothing)).rejects.toThrow("sso.secret-missing");
  await save(clinic);
  await save(clinic, { ...nothing, isEnabled: undefined });
  expect(await findConnection(clinic.slug)).toBeUndefined();
  await save(clinic, nothing);
  expect(await findConnection(clinic.slug)).toMatchObject({ clientSecret: entered.clientSecret });

  for (const change of [{ issuer: "https://evil.example" }, { clientId: "evil" }])
    await expect(save(clinic, { ...nothing, ...change })).rejects.toThrow("sso.secret-missing");
  expect(await findConnection(clinic.slug)).toMatchObject({ issuer: entered.issuer });
});

test.each(["http://login.example.com", "https://10.0.0.1", "https://169.254.169.254", "nothing"])(
  "%s is no issuer, and nothing is stored",
  async (issuer) => {
    const clinic = await newClinic();
    await expect(save(clinic, { issuer })).rejects.toThrow("sso.issuer-refused");
    const rows = await admin`select from app.sso_connections where tenant_id = ${clinic.tenantId}`;
    expect(rows).toHaveLength(0);
  },
);

test("of two admins who set it up at once, one does and one is told", async () => {
  const clinic = await newClinic();
  const tries = await Promise.allSettled([save(clinic), save(clinic, { clientId: "another" })]);
  const rows = await admin`select from app.sso_connections where tenant_id = ${clinic.tenantId}`;
  expect(rows).toHaveLength(1);
  expect(tries.some(({ status }) => status === "fulfilled")).toBe(true);
});

const others: readonly MemberRole[] = ["medical_assistant", "prescriber", "biller"];

test.each(others)("a %s neither sees nor changes nor tests it", async (role) => {
  const clinic = await newClinic();
  await save(clinic);
  const as = clinic.as(role);
  const tries = [
    () => runInScope(as, "sso:manage", getConnection),
    () => runInScope(as, "sso:manage", (scope) => saveConnection(scope, entered)),
    () => runInScope(as, "home:read", connectionToTest),
  ];
  for (const tried of tries) await expect(tried()).rejects.toThrow("missing sso:manage");
});

test("a clinic has its own connection, and finds no other", async () => {
  const [north, south] = [await newClinic(), await newClinic()];
  await save(north);
  const page = await runInScope(south.as("tenant_admin"), "sso:manage", getConnection);
  expect(page.connection).toBeUndefined();
  const test = runInScope(south.as("tenant_admin"), "sso:manage", connectionToTest);
  await expect(test).rejects.toThrow("connection not found");
  expect(await findConnection(south.slug)).toBeUndefined();
});
