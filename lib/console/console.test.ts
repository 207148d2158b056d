import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool, configurePool } from "#db/client";
import type { Sealed } from "#db/columns";
import { detailPlace } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { newId } from "#lib/ids";
import { mailsTo } from "#lib/links/testing-worker";
import { openField } from "#lib/phi/envelope";
import { tenantKeys } from "#lib/phi/keys";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { inClinic } from "#lib/testing-people";
import { closeConsole, endLeftConsoles } from "./endings.ts";
import { ConsoleMinutes, ConsoleReason, takeStatements } from "./input.ts";
import { converse } from "./repl.ts";
import { askConsole, type ConsoleSession, openConsole, stillOpen } from "./session.ts";

const login = {
  url: process.env.TEST_OPERATOR_URL ?? "",
  contextKey: process.env.CONTEXT_KEY ?? "",
};
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
/** What the clinic's trail says of the console, opened. */
async function told() {
  const keys = await tenantKeys(operatorIn(clinic.tenantId));
  const events = await admin<{ id: string; action: string; outcome: string; detail: Sealed }[]>`
    select id, action, outcome, detail from audit.events
    where tenant_id = ${clinic.tenantId} and action like 'console.%' order by seq`;
  return events.map(({ id, action, outcome, detail }) => ({
    action,
    outcome,
    ...(JSON.parse(openField(keys, detailPlace(id), detail)) as Record<string, unknown>),
  }));
}

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

test("a console has to have a reason and an end", () => {
  expect(ConsoleReason.safeParse("too short a reason").success).toBe(false);
  for (const minutes of ["0", "61", "1.5", "soon"])
    expect(ConsoleMinutes.safeParse(minutes).success).toBe(false);
  expect(ConsoleMinutes.parse(undefined)).toBe(30);
});

test("a semicolon in quotes, a comment or a dollar quote ends no statement", () => {
  const typed = `select ';' as ";", $x$;$x$ -- ;\n /* ; */; select 2; select 3`;
  expect(takeStatements(typed)).toEqual({
    statements: [`select ';' as ";", $x$;$x$ -- ;\n /* ; */`, "select 2"],
    rest: " select 3",
  });
});

const openAnother = () =>
  openConsole({
    tenantId: clinic.tenantId,
    clinic: "Test Clinic",
    minutes: 5,
    operator: "ada",
    reason: "A ledger does not add up",
  });

/** Makes a console as old as one whose process was killed. */
const age = (id: string, column: "seen_at" | "until", seconds: number) =>
  admin`update directory.console_sessions
    set ${admin(column)} = clock_timestamp() - make_interval(secs => ${seconds}) where id = ${id}`;

const ends = async () => (await told()).filter(({ action }) => action === "console.closed");

test.each([
  ["whose process was killed", "seen_at", 121],
  ["whose time is over", "until", 31],
] as const)(
  "a console %s is ended without goodbye, once, and answers no more",
  async (_what, column, seconds) => {
    const { session: killed } = await openAnother();
    const { session: atWork } = await openAnother();
    const before = (await ends()).length;
    await endLeftConsoles();
    expect(await ends()).toHaveLength(before);

    await age(killed.id, column, seconds);
    await Promise.all([endLeftConsoles(), endLeftConsoles()]);
    const after = await ends();
    expect(after).toHaveLength(before + 1);
    expect(after.at(-1)).toMatchObject({
      by: "nobody",
      outcome: "failed",
      said: "ended without goodbye",
      lastSeen: expect.any(String) as string,
    });
    expect(await askConsole(killed, login, "select 1 as one")).toEqual({ kind: "expired" });
    expect((await told()).at(-1)).toMatchObject({
      statement: "select 1 as one",
      refused: "expired",
    });
    expect(await stillOpen(killed)).toBe(false);
    expect(await stillOpen(atWork)).toBe(true);
    expect(await closeConsole(killed, "operator")).toBe(false);
    expect(await closeConsole(atWork, "operator")).toBe(true);
  },
);

test("the next console ends the one that was killed before it", async () => {
  const { session: killed } = await openAnother();
  await age(killed.id, "seen_at", 600);
  await openAnother();
  expect((await told()).slice(-2)).toMatchObject([
    { action: "console.closed", by: "nobody" },
    { action: "console.opened" },
  ]);
});
