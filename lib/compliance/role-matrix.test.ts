import { expect, test } from "vitest";
import { undoing } from "#db/isolation/undoing";
import { liveAccess } from "#db/live-access";
import { admin } from "#lib/testing";
import { readCatalog } from "./catalog.ts";
import { roleMatrix } from "./role-matrix.ts";
import type { RoleMatrixView } from "./view.ts";

const [{ major } = { major: 0 }] = await admin<{ major: number }[]>`
  select current_setting('server_version_num')::int / 10000 as major`;

/** The matrix of a database that was changed by some statements, all of which is undone. */
const after = (sql: string) =>
  undoing(admin, async (query) => {
    await query(sql);
    return roleMatrix({ access: await liveAccess(query), violations: [], digest: "", at: "" });
  });

const tableIn = (matrix: RoleMatrixView, name: string) => {
  const table = matrix.groups.flatMap(({ tables }) => tables).find((each) => each.name === name);
  if (!table) throw new Error(`${name} is not in the matrix`);
  return table;
};

const rightsOf = (matrix: RoleMatrixView, name: string, role: string) =>
  tableIn(matrix, name).cells.find((cell) => cell.role === role)?.rights ?? [];

test("the matrix is the live catalog's: every table, no difference, both logins and what they may become", async () => {
  const matrix = roleMatrix(await readCatalog());

  expect(matrix.differences).toEqual([]);
  const [counted] = await admin<{ n: number }[]>`select count(*)::int as n from pg_tables
    where schemaname in ('app', 'directory', 'audit', 'ctx')`;
  expect(matrix.groups.flatMap(({ tables }) => tables)).toHaveLength(counted?.n ?? 0);
  expect(matrix.logins.find(({ login }) => login === "chartkeep_app")?.roles).toEqual([
    "biller",
    "chartkeep_directory",
    "medical_assistant",
    "prescriber",
    "tenant_admin",
  ]);
  expect(
    matrix.groups.flatMap(({ tables }) => tables).filter(({ wall }) => wall === "open"),
  ).toEqual([]);
});

test("it says which rows and which columns in words", async () => {
  const matrix = roleMatrix(await readCatalog());

  expect(rightsOf(matrix, "app.observations", "medical_assistant")).toMatchObject([
    { verb: "read", rows: "rows whose category is vital" },
  ]);
  expect(rightsOf(matrix, "app.observations", "biller")).toEqual([]);
  expect(rightsOf(matrix, "app.documents", "biller")[0]?.rows).toBe(
    "rows whose record type is insurance card or billing",
  );
  const connection = rightsOf(matrix, "app.sso_connections", "tenant_admin");
  expect(connection.find(({ verb }) => verb === "read")?.columns).not.toContain(
    "client_secret_sealed",
  );
  expect(rightsOf(matrix, "app.drafts", "prescriber")[0]?.rows).toBe("rows of the member who acts");
});

test("a right that somebody gave in the database is in the matrix, whichever way it was given", async () => {
  const granted = await after(
    "grant select (given_sealed) on app.patients to chartkeep_auditor; create policy extra on app.patients for select to chartkeep_auditor using (mrn_token is null)",
  );
  const right = rightsOf(granted, "app.patients", "chartkeep_auditor").find(
    ({ verb }) => verb === "read",
  );
  expect(right?.columns).toContain("given_sealed");
  expect(right?.policies.map(({ name }) => name)).toContain("extra");

  const toAll = await after(
    "grant select on app.notes to public; create policy extra on app.notes for select to public using (true)",
  );
  expect(rightsOf(toAll, "app.notes", "biller").map(({ verb }) => verb)).toEqual(["read"]);
});

// Before PostgreSQL 16 the role itself says whether it inherits, and changing that meets other databases of the server.
test.skipIf(major < 16)("a right that comes by way of another role is in the matrix", async () => {
  const inherited = await after("grant prescriber to biller with inherit true");
  expect(rightsOf(inherited, "app.notes", "biller").map(({ verb }) => verb)).toContain("read");
});

test.each([
  ["alter table app.notes disable row level security"],
  ["alter table app.notes no force row level security"],
  ["drop policy notes_wall on app.notes"],
  ["drop policy notes_sealed on app.notes"],
  ["alter policy notes_wall on app.notes using (true)"],
])("a wall that was weakened is not shown as one: %s", async (sql) => {
  expect(tableIn(await after(sql), "app.notes").wall).toBe("open");
});

test("a table with row security off shows that a right there reaches every clinic", async () => {
  const matrix = await after("alter table app.notes disable row level security");
  expect(rightsOf(matrix, "app.notes", "prescriber")[0]?.rows).toContain("every clinic");
});
