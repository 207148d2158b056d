import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dbRoles, memberRoles, platformOperatorId, systemRoles } from "#db/roles";
import { LiveDoor } from "./live-door.ts";
import { LiveProbe } from "./live-probe.ts";
import { type Scratch, scratchDatabase } from "./scratch.ts";

// All tables are tried by `npm run prove -- isolation-probe`; these stand for the kinds of them.
const some = [
  "app.patients",
  "app.drafts",
  "app.ledger_entries",
  "audit.events",
  "directory.tenants",
];

// What a trigger lets in only with what a clinic without people cannot have: a proof of a session, a restriction.
const guarded = ["app.break_glass_grants", "app.break_glass_reviews", "app.review_findings"];

const never = new AbortController().signal;
const [own, foreign, working] = [randomUUID(), randomUUID(), randomUUID()];
const clinics = { own, foreign, operatorId: platformOperatorId, seal: () => randomBytes(66) };
const key = process.env.CONTEXT_KEY ?? "";
const served = [...memberRoles, "chartkeep_directory"] as const;
let scratch: Scratch;
let doors: LiveDoor[];
let probe: LiveProbe;

beforeAll(async () => {
  scratch = await scratchDatabase();
  for (const id of [own, foreign, working]) {
    await scratch.admin`insert into directory.tenants (id, slug, name, specialty, color, time_zone, status)
      values (${id}, ${`probe-${id}`}, 'Probe', 'hormone', '#1b5fc1', 'UTC', 'suspended')`;
  }
  const { DATABASE_URL = "", TEST_OPERATOR_URL = "" } = process.env;
  const server = new LiveDoor(scratch.at(DATABASE_URL), key, { roles: served, mayBecome: served });
  const operator = new LiveDoor(scratch.at(TEST_OPERATOR_URL), key, {
    roles: systemRoles.filter((role) => role !== "chartkeep_directory"),
    mayBecome: systemRoles,
  });
  await server.open("chartkeep_app");
  await operator.open("chartkeep_operator");
  doors = [server, operator];
  probe = await LiveProbe.begin(doors, clinics);
}, 60_000);

afterAll(async () => {
  for (const door of doors) await door.close();
  await scratch.release();
});

/** Every row of every table, in a word. */
const digest = async () => {
  const tables = await scratch.admin<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('app', 'audit', 'directory') order by 1`;
  const words: string[] = [];
  for (const { name } of tables) {
    const [row] = await scratch.admin.unsafe<{ word: string | null }[]>(
      `select md5(string_agg(t::text, '|' order by t::text)) as word from ${name} t`,
    );
    words.push(row?.word ?? "");
  }
  return words.join();
};

test("with the real logins nothing is reached, a row to reach for is in every table of clinics, and nothing changes", async () => {
  const before = await digest();
  const result = await probe.everything(never, some);

  expect(result.findings).toEqual([]);
  expect(result.undecided).toBe(0);
  expect(result.attempts).toBeGreaterThan(2_000);
  expect(result.roles).toBe(dbRoles.length);
  const without = [...result.bare.keys()].filter((name) => name.startsWith("app."));
  expect(without.filter((name) => !guarded.includes(name))).toEqual([]);
  expect(await digest()).toBe(before);
});

test("canaries are made once", async () => {
  const before = await digest();
  await LiveProbe.begin(doors, clinics);
  expect(await digest()).toBe(before);
});

test("a login that is not the one that serves is not taken for it", async () => {
  const door = new LiveDoor(scratch.at(process.env.TEST_OPERATOR_URL ?? ""), key, {
    roles: served,
    mayBecome: served,
  });
  await expect(door.open("chartkeep_app")).rejects.toThrow("chartkeep_operator");
  await door.close();
});

test("what there was no time for is said to be undecided, and is no success", async () => {
  const { undecided, attempts } = await probe.everything(AbortSignal.abort(), some);
  expect(undecided).toBeGreaterThan(0);
  expect(attempts).toBeLessThan(500);
});

/** Changes the database, looks, and puts it right again. */
async function weakened<T>(weaken: string, mend: string, look: () => Promise<T>): Promise<T> {
  await scratch.admin.unsafe(weaken);
  try {
    return await look();
  } finally {
    await scratch.admin.unsafe(mend);
  }
}

const wall = `create policy patients_wall on app.patients as restrictive
  using (tenant_id = nullif(current_setting('app.current_tenant', true), '')::uuid)
  with check (tenant_id = nullif(current_setting('app.current_tenant', true), '')::uuid)`;
const seal = `create policy patients_sealed on app.patients as restrictive
  using (tenant_id = any ((select array[ctx.tenant()])::uuid[])) with check (tenant_id = any ((select array[ctx.tenant()])::uuid[]))`;

test.each([
  [
    "count another clinic's rows",
    "drop policy patients_wall on app.patients; drop policy patients_sealed on app.patients",
    `${wall}; ${seal}`,
  ],
  [
    "tell by ON CONFLICT DO NOTHING",
    "alter policy patients_wall on app.patients with check (true); alter policy patients_sealed on app.patients with check (true)",
    `drop policy patients_wall on app.patients; drop policy patients_sealed on app.patients; ${wall}; ${seal}`,
  ],
  [
    "tell by a unique key",
    "create unique index probe on app.patients (mrn_token)",
    "drop index app.probe",
  ],
  [
    "have control of the table",
    "grant truncate on app.patients to biller",
    "revoke truncate on app.patients from biller",
  ],
  [
    "read an own row",
    "alter policy patients_sealed on app.patients using (false)",
    `drop policy patients_sealed on app.patients; ${seal}`,
  ],
])("the live probe notices: %s, after %s", async (aim, weaken, mend) => {
  const result = await weakened(weaken, mend, () => probe.everything(never, ["app.patients"]));
  expect(result.findings.map((finding) => finding.aim)).toContain(aim);
});

test("a working clinic's rows are looked for from outside, without a lock on any of them", async () => {
  const inside = {
    role: "chartkeep_import",
    tenantId: working,
    actorId: platformOperatorId,
  } as const;
  await doors[1]?.keep(inside, (query) =>
    query(
      `insert into app.organizations (tenant_id, id, name) values ('${working}', '${randomUUID()}', 'Canary')`,
    ),
  );
  const intact = await probe.sight(working, never);
  expect(intact.findings).toEqual([]);
  expect(intact.attempts).toBeGreaterThan(1_000);

  const broken = await weakened(
    "drop policy organizations_sealed on app.organizations",
    "create policy organizations_sealed on app.organizations as restrictive using (tenant_id = any ((select array[ctx.tenant()])::uuid[])) with check (tenant_id = any ((select array[ctx.tenant()])::uuid[]))",
    () => probe.sight(working, never),
  );
  expect(broken.findings.map(({ where, aim }) => `${aim}: ${where}`)).toContain(
    "count rows: this clinic's rows as tenant_admin, forged",
  );
});
