import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { Connection } from "#db/connection";
import { ownTenant, sealedTenant } from "#db/policies";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { interleave } from "./door/interleave.ts";

const role = "medical_assistant";
const settings = `select set_config('role', $1, true), set_config('app.current_tenant', $2, true),
  set_config('app.actor', $3, true)`;

/** What the seal of a context costs: at the beginning of a transaction, and in each query that asks for it. */
export const benchmark: Benchmark = {
  title: "The sealed context: the same transactions and queries with and without it",
  run,
};

async function run({ adminUrl, appUrl, log }: BenchmarkContext): Promise<Ratio[]> {
  const tenantId = randomUUID();
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const connection = new Connection(appUrl, process.env.CONTEXT_KEY ?? "");
  try {
    await makeTables(admin, tenantId);
    await connection.open();
    const context = { role, tenantId, actorId: randomUUID() };
    const words = [context.role, context.tenantId, context.actorId];
    const enter = () => {
      const { expires, kid, mac } = connection.seal(context);
      const sealed = `${settings}, ctx.enter($2, $3, $1, $4, $5, $6)`;
      return connection.send(sealed, [...words, expires, kid, mac]);
    };
    const starts = await interleave(
      {
        plain: () => transaction(connection, () => connection.send(settings, words)),
        sealed: () => transaction(connection, enter),
      },
      1_000,
    );
    log("transactions: done");
    await connection.send("begin");
    await enter();
    const ask = (text: string) => () => connection.send(text, [tenantId]);
    const queries = await interleave(
      {
        page: ask(page("walled")),
        sealedPage: ask(page("sealed")),
        row: ask(row("walled")),
        sealedRow: ask(row("sealed")),
        join: ask(join("walled")),
        sealedJoin: ask(join("sealed")),
      },
      600,
    );
    await connection.send("rollback");
    return [
      line("an empty transaction", starts.sealed, starts.plain),
      line("one row by its key", queries.sealedRow, queries.row),
      line("a page of 50 rows", queries.sealedPage, queries.page),
      line("four tables joined", queries.sealedJoin, queries.join),
    ];
  } finally {
    await connection.close();
    await admin.unsafe("drop schema if exists bench_context cascade");
    await admin.end({ timeout: 1 });
  }
}

async function transaction(connection: Connection, start: () => PromiseLike<unknown>) {
  await Promise.all([connection.send("begin"), start(), connection.send("commit")]);
}

const page = (table: string) =>
  `select id, note from bench_context.${table} where tenant_id = $1 order by id limit 50`;
const row = (table: string) =>
  `select note from bench_context.${table} where tenant_id = $1 and id = 77`;
const join = (table: string) =>
  `select a.note from ${["a", "b", "c", "d"].map((name) => `bench_context.${table} ${name}`).join(", ")}
   where a.tenant_id = $1 and a.id = 77 and ${["b", "c", "d"]
     .map((name) => `${name}.tenant_id = a.tenant_id and ${name}.id = a.id`)
     .join(" and ")}`;

async function makeTables(admin: postgres.Sql, tenantId: string): Promise<void> {
  await admin.unsafe(`create schema bench_context; grant usage on schema bench_context to ${role}`);
  for (const table of ["walled", "sealed"]) {
    const name = `bench_context.${table}`;
    await admin.unsafe(`create table ${name} (tenant_id uuid, id int, note text, primary key (tenant_id, id));
      insert into ${name} select t, i, 'note ' || i from unnest(array['${tenantId}', gen_random_uuid()]::uuid[]) t, generate_series(1, 20000) i;
      alter table ${name} enable row level security, force row level security;
      create policy wall on ${name} as restrictive using (${ownTenant}) with check (${ownTenant});
      create policy read on ${name} for select to ${role} using (true);
      grant select on ${name} to ${role}; alter table ${name} owner to chartkeep_owner; analyze ${name}`);
  }
  await admin.unsafe(
    `create policy seal on bench_context.sealed as restrictive using (${sealedTenant}) with check (${sealedTenant})`,
  );
}

function line(name: string, value: number, baseline: number): Ratio {
  const round = (millis: number) => Math.round(millis * 1_000) / 1_000;
  return {
    name: `${name}, sealed against walled`,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit: "ms",
    goal: "context",
  };
}
