import { randomUUID } from "node:crypto";
import type { Context } from "#db/context";
import { identifier, insertion, quote } from "#db/isolation/rows";
import type { Ground } from "./hops.ts";
import { type Intruder, nextExpiry, seal } from "./intruder.ts";

const tables = ["app.patients", "app.members", "app.tenant_keys", "directory.tenants"];

/** What a session keeps beyond a statement or a transaction, turned to another clinic: gives what was reached, and how much was tried. */
export async function outlast(intruder: Intruder, ground: Ground, secret: string) {
  const findings: string[] = [];
  let tried = 0;
  const { own, foreign } = ground;
  const fresh = (context: Context) => seal(secret, context, intruder.pid, nextExpiry());
  const nothing = async (aim: string, statements: readonly string[]) => {
    tried += 1;
    const { rows, state } = await intruder.attempt(statements);
    const found = rows.filter((row) => Number(row.n ?? 1) > 0).length;
    if (state === "00000" && found > 0) findings.push(`${aim} as ${own.role}: ${found} rows`);
  };
  const tenant = `select set_config('app.current_tenant', ${quote(foreign.tenantId)}, true)`;
  const actor = `select set_config('app.actor', ${quote(foreign.actorId)}, true)`;

  await intruder.within(own, fresh(own), async () => {
    for (const table of tables) {
      const theirs = table === "directory.tenants" ? "id" : "tenant_id";
      const of = `${table} where ${theirs} = ${quote(foreign.tenantId)}`;
      await nothing(`a cursor on ${table} opened before the clinic changed`, [
        `declare c cursor for select ${theirs} from ${table}`,
        tenant,
        "fetch all from c",
      ]);
      await nothing(`a cursor on another clinic's ${table}, half read`, [
        `declare c scroll cursor for select ${theirs} from ${of}`,
        "fetch 1 from c",
        tenant,
        actor,
        "fetch all from c",
      ]);
      await nothing(`a statement on ${table} prepared before the clinic changed`, [
        `prepare s as select ${theirs} from ${table}`,
        "execute s",
        "execute s",
        "execute s",
        "execute s",
        "execute s",
        "execute s",
        "set local plan_cache_mode = force_generic_plan",
        "execute s",
        tenant,
        "execute s",
      ]);
      await nothing(`a savepoint under ${table}`, [
        "savepoint here",
        tenant,
        "savepoint there",
        actor,
        "release savepoint there",
        `select ${theirs} from ${table}`,
      ]);
      await nothing(`row security switched off for ${table}`, [
        "set local row_security = off",
        tenant,
        `select ${theirs} from ${table}`,
      ]);
      await nothing(`another search_path for ${table}`, [
        "set local search_path = app, ctx, pg_temp, pg_catalog",
        tenant,
        `select ${theirs} from ${table}`,
      ]);
      await nothing(`a block for ${table}`, [
        `do $$ begin perform set_config('app.current_tenant', ${quote(foreign.tenantId)}, true); end $$`,
        `select ${theirs} from ${table}`,
      ]);
      await nothing(`parallel workers for ${table}`, [
        "set local debug_parallel_query = on",
        "set local parallel_setup_cost = 0",
        tenant,
        `select ${theirs} from ${table}`,
      ]);
    }
  });

  // A seal that was seen: again in its own transaction, in a later one, and a later transaction without any.
  const overheard = fresh(own);
  const replay = [own.tenantId, own.actorId, own.role].map(quote).join(", ");
  const again = `select ctx.enter(${replay}, ${overheard.expires}, ${quote(overheard.kid)}, '\\x${overheard.mac.toString("hex")}')::text, 1 as n`;
  await intruder.within(own, overheard, () =>
    nothing("a seal used twice in its transaction", ["reset role", again]),
  );
  await intruder.say("begin");
  await nothing("a seal used in a later transaction", [again]);
  for (const table of tables)
    await nothing(`${table} in a later transaction without a seal`, [
      `set local role ${own.role}`,
      `select set_config('app.current_tenant', ${quote(own.tenantId)}, true), set_config('app.actor', ${quote(own.actorId)}, true)`,
      `select count(*) as n from ${table}`,
    ]);
  await intruder.say("rollback");
  return { findings, tried };
}

/** Writes that name someone else as acting. */
export async function impersonate(intruder: Intruder, ground: Ground, secret: string) {
  const findings: string[] = [];
  let tried = 0;
  const { own, rows, tables: known } = ground;
  const someone = randomUUID();
  const event = `insert into audit.outbox (id, action, entity, entity_id) select gen_random_uuid(), 'probe', 'probe', gen_random_uuid()`;
  const turned = `case i when 1 then ${quote(own.actorId)} else ${quote(someone)} end`;
  const entries = known.find(({ name }) => name === "app.ledger_entries");
  const attempts: [string, string[]][] = [
    [
      "an event by another member",
      [`select set_config('app.actor', ${quote(someone)}, true)`, event],
    ],
    [
      "an event by another member in the same statement",
      [
        `${event} from (select set_config('app.actor', ${turned}, true) from generate_series(1, 2) i offset 0) g (s) where s is not null`,
      ],
    ],
    [
      "an event under another role",
      [`set local role ${own.role === "biller" ? "prescriber" : "biller"}`, event],
    ],
  ];
  if (entries && own.role === "biller") {
    const row = {
      ...rows.fresh(entries, own.tenantId),
      [identifier("posted_by").slice(1, -1)]: quote(someone),
    };
    attempts.push(["an entry posted by another member", [insertion(entries.name, row)]]);
  }
  await intruder.within(own, seal(secret, own, intruder.pid, nextExpiry()), async () => {
    for (const [aim, statements] of attempts) {
      tried += 1;
      const { state } = await intruder.attempt(statements);
      if (state !== "42501") findings.push(`${aim} as ${own.role}: ${state}`);
    }
  });
  return { findings, tried };
}
