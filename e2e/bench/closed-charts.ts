import postgres from "postgres";
import { Connection } from "#db/connection";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { admin as arranged, newClinic } from "#lib/testing";
import { interleave } from "./door/interleave.ts";

const role = "prescriber";
const tables = ["problems", "observations", "encounters"] as const;
const patients = 4_000;

/** What it costs that charts can be restricted: the same questions of the same rows, with the clause of the policies and without. */
export const benchmark: Benchmark = {
  title: "Closed charts: reading charts with and without the clause of restrictions",
  run,
};

async function run({ adminUrl, appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const connection = new Connection(appUrl, process.env.CONTEXT_KEY ?? "");
  try {
    const clinic = await newClinic();
    const who = { tenantId: clinic.tenantId, actorId: clinic.as(role).memberId };
    const patientId = await fill(admin, who.tenantId);
    await admin.unsafe(`create schema bench_open; grant usage on schema bench_open to ${role}`);
    for (const table of tables) await copy(admin, table);
    await connection.open();
    const results: Ratio[] = [];
    for (const closed of [0, 50, 1_000]) {
      await restrict(admin, who.tenantId, closed);
      results.push(...(await measure(connection, who, patientId, closed)));
      log(`${closed.toLocaleString("en-US")} restricted charts: done`);
    }
    return results;
  } finally {
    await connection.close();
    await admin.unsafe("drop schema if exists bench_open cascade");
    await admin.end({ timeout: 1 });
    await arranged.end({ timeout: 5 });
  }
}

/** Patients with five problems, forty results and four visits each, past every trigger; answers one of them who is not restricted. */
async function fill(admin: postgres.Sql, tenantId: string): Promise<string> {
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`create temp table people on commit drop as
      select n, gen_random_uuid() as id from generate_series(1, ${patients}::int) n`;
    await tx`insert into app.patients (tenant_id, id, family_sealed, given_sealed, mrn_sealed, mrn_token, demographics_sealed)
      select ${tenantId}, id, '\\x00', '\\x00', '\\x00', decode(md5(id::text), 'hex'), '\\x00' from people`;
    await tx`insert into app.problems (tenant_id, id, patient_id, display_sealed, clinical_status)
      select ${tenantId}, gen_random_uuid(), id, '\\x00', 'active' from people, generate_series(1, 5)`;
    await tx`insert into app.observations (tenant_id, id, patient_id, category, code_system, code, value_sealed, status, effective_at)
      select ${tenantId}, gen_random_uuid(), id, 'lab', 'http://loinc.org', 'c' || k, '\\x00', 'final', now() - k * interval '9 days'
        from people, generate_series(1, 40) k`;
    await tx`insert into app.encounters (tenant_id, id, patient_id, class, status, starts_at)
      select ${tenantId}, gen_random_uuid(), id, 'VR', 'finished', now() - (n + k * 100) * interval '1 hour' from people, generate_series(1, 4) k`;
  });
  const [one] = await admin<{ id: string }[]>`
    select id from app.patients where tenant_id = ${tenantId} order by id desc limit 1`;
  if (!one) throw new Error("nobody was put in");
  return one.id;
}

/** The same table with the same rows, indexes and policies, but for those that close charts. */
async function copy(admin: postgres.Sql, table: string): Promise<void> {
  const name = `bench_open.${table}`;
  await admin.unsafe(`create table ${name} (like app.${table} including all);
    insert into ${name} select * from app.${table};
    alter table ${name} enable row level security, force row level security;
    alter table ${name} owner to chartkeep_owner; grant select on ${name} to ${role}`);
  const policies = await admin<
    { name: string; permissive: string; cmd: string; roles: string; qual: string | null }[]
  >`
    select policyname as name, permissive, cmd, array_to_string(roles, ', ') as roles, qual from pg_policies
    where schemaname = 'app' and tablename = ${table} and cmd in ('ALL', 'SELECT') and policyname not like '%\\_closed%'`;
  for (const { name: policy, permissive, cmd, roles, qual } of policies)
    await admin.unsafe(
      `create policy "${policy}" on ${name} as ${permissive} for ${cmd} to ${roles} using (${qual ?? "true"})`,
    );
  await admin.unsafe(`vacuum analyze ${name}`);
  await admin.unsafe(`vacuum analyze app.${table}`);
}

/** Restricts the charts of the first patients, so many of them; nobody treats any. */
async function restrict(admin: postgres.Sql, tenantId: string, count: number): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`set local session_replication_role = replica`;
    await tx`delete from app.restrictions where tenant_id = ${tenantId}`;
    await tx`insert into app.restrictions (tenant_id, id, patient_id, category, asked_by, restricted_by)
      select ${tenantId}, gen_random_uuid(), id, 'chart', 'patient', gen_random_uuid()
        from (select id from app.patients where tenant_id = ${tenantId} order by id limit ${count}) first`;
  });
  await admin.unsafe("analyze app.restrictions");
}

async function measure(
  connection: Connection,
  who: { readonly tenantId: string; readonly actorId: string },
  patientId: string,
  closed: number,
): Promise<Ratio[]> {
  const { expires, kid, mac } = connection.seal({ role, ...who });
  await connection.send("begin");
  await connection.send(
    `select set_config('role', $1, true), set_config('app.current_tenant', $2, true),
      set_config('app.actor', $3, true), ctx.enter($2, $3, $1, $4, $5, $6)`,
    [role, who.tenantId, who.actorId, expires, kid, mac],
  );
  const ask = (text: string, ...more: readonly string[]) => {
    return async () => connection.send(text, [who.tenantId, ...more]);
  };
  const problems = (schema: string) =>
    ask(
      `select id, clinical_status, display_sealed from ${schema}.problems where tenant_id = $1 and patient_id = $2`,
      patientId,
    );
  const results = (schema: string) =>
    ask(
      `select id, code, value_sealed from ${schema}.observations where tenant_id = $1 and patient_id = $2 order by effective_at desc`,
      patientId,
    );
  const visits = (schema: string) =>
    ask(
      `select id, patient_id, starts_at from ${schema}.encounters where tenant_id = $1 order by starts_at desc, id limit 50`,
    );
  const times = await interleave(
    {
      problems: problems("app"),
      openProblems: problems("bench_open"),
      results: results("app"),
      openResults: results("bench_open"),
      visits: visits("app"),
      openVisits: visits("bench_open"),
    },
    400,
  );
  await connection.send("rollback");
  const line = (work: string, measured: number, baseline: number): Ratio => ({
    work: `${work}, ${closed.toLocaleString("en-US")} charts restricted`,
    measured: round(measured),
    baseline: round(baseline),
    against: "the same without the clause, ms",
    ratio: round(measured / baseline),
  });
  return [
    line("a patient's problems", times.problems, times.openProblems),
    line("a patient's results", times.results, times.openResults),
    line("the clinic's last 50 visits", times.visits, times.openVisits),
  ];
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
