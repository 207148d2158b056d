import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool, configurePool } from "#db/client";
import { newId } from "#lib/ids";
import { mailsTo } from "#lib/links/testing-worker";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { operatorLogin } from "#lib/testing-logins";
import { inClinic } from "#lib/testing-people";
import { converse } from "./repl.ts";
import { askConsole, type ConsoleSession, openConsole } from "./session.ts";
import { toldOfConsole } from "./testing-console.ts";

const login = operatorLogin;
let clinic: TestClinic;
let other: TestClinic;
let session: ConsoleSession;
const administrator = `${newId()}@example.test`;

beforeAll(async () => {
  await closePool();
  configurePool(login.url, { max: 4 });
  [clinic, other] = [await newClinic(), await newClinic()];
  const accountId = newId();
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${administrator}, 'none')`;
  const { tenantId } = clinic;
  await inClinic(tenantId, async (tx) => {
    const memberId = newId();
    await tx`insert into app.members (tenant_id, id, account_id, display_name)
      values (${tenantId}, ${memberId}, ${accountId}, 'Ada Byron')`;
    await tx`insert into app.member_roles (tenant_id, member_id, role)
      values (${tenantId}, ${memberId}, 'tenant_admin')`;
  });
  const opening = { tenantId, clinic: "Test Clinic", minutes: 5, operator: "ada" };
  ({ session } = await openConsole({ ...opening, reason: "A ledger does not add up" }));
});
afterAll(closePool);

const ask = (text: string) => askConsole(session, login, text);
const codeOf = async (text: string) => {
  const answer = await ask(text);
  return answer.kind === "refused" ? answer.code : answer.kind;
};
const told = () => toldOfConsole(clinic.tenantId);

test("a question is answered from this clinic alone, and its answer is in the trail first", async () => {
  const text =
    "select count(*)::int as n, count(distinct tenant_id)::int as clinics from app.members";
  const answer = await ask(text);
  expect(answer).toMatchObject({ kind: "rows", found: { rows: [{ n: 7, clinics: 1 }] } });
  expect(await told()).toEqual([
    expect.objectContaining({
      action: "console.opened",
      reason: "A ledger does not add up",
      operator: "ada",
      minutes: 5,
    }),
    expect.objectContaining({ action: "console.statement", statement: text, rows: 1 }),
  ]);
  const [mail] = await mailsTo(administrator);
  expect(mail?.subject).toMatch(/incident console/);
  expect(mail?.text).not.toContain("ledger");
});

test.each([
  ["a sealed column", "select family_sealed from app.patients", "42501"],
  ["a search token", "select mrn_token from app.patients", "42501"],
  ["every column", "select * from app.patients", "42501"],
  ["a row as a whole", "select p::text from app.patients p", "42501"],
  ["a diagnosis", "select code from app.problems", "42501"],
  ["the details of events", "select detail from audit.events", "42501"],
  ["whom events are about", "select patient_id from audit.subjects", "42501"],
  ["names of members", "select display_name, email from app.members", "42501"],
  ["wrapped keys", "select wrapped from app.tenant_keys", "42501"],
  ["the keys of contexts", "select * from ctx.keys", "42501"],
  ["accounts", "select * from directory.accounts", "42501"],
  ["a change", "update app.patients set status = 'x'", "42601"],
  [
    "a change in a query",
    "with x as (delete from app.drafts returning 1) select * from x",
    "0A000",
  ],
  ["a new table", "select 1 as x into app.copy", "42601"],
  ["a lock on rows", "select id from app.members for update", "25006"],
  ["two statements", "select 1; select 2", "42601"],
  ["the end of the transaction", "commit", "42601"],
  ["another role", "set role chartkeep_import", "42601"],
  ["a program", "copy (select 1) to program 'id'", "42601"],
  ["a block", "do $$ begin perform 1; end $$", "42601"],
  ["a prepared statement", "prepare p as select 1", "42601"],
  ["a file", "select pg_read_file('/etc/passwd')", "42501"],
  ["a folder", "select pg_ls_dir('.')", "42501"],
  ["another database", "select * from dblink('', 'select 1') as t(x int)", "42883"],
  ["the server's settings", "select pg_reload_conf()", "42501"],
  ["writing again", "select set_config('transaction_read_only', 'off', true)", "25001"],
])("%s is refused, and the trail says so", async (_what, text, code) => {
  expect(await codeOf(text)).toBe(code);
  expect((await told()).at(-1)).toMatchObject({
    statement: text,
    outcome: "denied",
    refused: code,
  });
});

test("a large object, which PostgreSQL 15 lets a read-only transaction make, is gone with its question", async () => {
  const kept = () => admin`select oid from pg_largeobject_metadata order by oid`;
  const before = await kept();
  expect(["rows", "25006"]).toContain(await codeOf("select lo_creat(-1)"));
  expect(await kept()).toEqual(before);
});

/** One query inside another, asked after what stands before it: the one way to send a second. */
const inner = (text: string) =>
  `query_to_xml('${text.replaceAll("'", "''")}', false, false, '')::text`;

test("nothing of another clinic is found by naming it, at once or in the middle of a query", async () => {
  const { tenantId } = other;
  for (const text of [
    `select set_config('app.current_tenant', '${tenantId}', true) as said, ${inner("select count(*) as n from app.members")} as found`,
    `select set_config('app.current_tenant', '${tenantId}', false) as said, ${inner("select count(*) as n from audit.events")} as found`,
  ]) {
    expect(await ask(text)).toMatchObject({
      found: { rows: [{ said: tenantId, found: expect.stringContaining("<n>0</n>") as string }] },
    });
  }
});

test("whoever becomes another role in the middle of a query finds nothing as that role", async () => {
  for (const [role, hidden] of [
    ["chartkeep_import", "select display_name from app.members"],
    ["chartkeep_directory", "select email from directory.accounts"],
    ["chartkeep_auditor", "select detail from audit.events"],
  ]) {
    const become = inner(`select set_config('role', '${role}', true) as role`);
    const answer = await ask(`select ${become} as become, ${inner(hidden ?? "")} as found`);
    expect(answer).toMatchObject({
      found: { rows: [{ become: expect.stringContaining(`<role>${role}</role>`) as string }] },
    });
    const [row] = answer.kind === "rows" ? answer.found.rows : [];
    expect(row?.found).not.toContain("<row");
    expect(row?.found).not.toMatch(/<(display_name|email|detail)>/);
  }
});

test("a statement has five seconds, and cannot give itself more", async () => {
  const text =
    "select current_setting('statement_timeout') as most, set_config('statement_timeout', '0', false)";
  expect(await ask(text)).toMatchObject({ found: { rows: [{ most: "5s" }] } });
  expect(await ask(text)).toMatchObject({ found: { rows: [{ most: "5s" }] } });
});

test("nothing that a statement did is there for the next one", async () => {
  await ask("select pg_advisory_lock(4242), set_config('app.current_tenant', '', false)");
  const [lock] =
    await admin`select count(*)::int as held from pg_locks where locktype = 'advisory' and objid = 4242`;
  expect(lock?.held).toBe(0);
  expect(await codeOf("fetch 1 from console_rows")).toBe("42601");
  expect(await ask("select count(*)::int as n from app.members")).toMatchObject({
    found: { rows: [{ n: 7 }] },
  });
});

test("when its time is over, by the database's clock, nothing is asked", async () => {
  const late = { ...session, until: "2020-01-01 00:00:00+00" };
  expect(await askConsole(late, login, "select 1")).toEqual({ kind: "expired" });
});

test("a conversation shows tables, and its end is in the trail", async () => {
  const shown: string[] = [];
  const lines = (async function* typing() {
    yield "\\d app.patients";
    yield "select seq,";
    yield "  action from audit.events order by seq limit 1; select 'a;b' as text;";
    yield "\\q";
  })();
  const by = await converse(session, { lines, login, write: (text) => void shown.push(text) });
  expect(by).toBe("operator");
  expect(shown.join("")).toContain("app.patients: tenant_id, id, status");
  expect(shown.join("")).toContain(" 1 | row.added");
  expect(shown.join("")).toContain(" a;b");
  expect((await told()).at(-1)).toMatchObject({ action: "console.closed", by: "operator" });
});
