import { randomUUID } from "node:crypto";
import type { Context } from "#db/context";
import { allowed, covers } from "#db/isolation/reach";
import { identifier, insertion, keyed, quote, type Rows } from "#db/isolation/rows";
import type { Table } from "#db/isolation/tables";

/** Statements that are tried in order, and in what hope. None may give or touch a row. */
export interface Hop {
  readonly aim: string;
  readonly statements: readonly string[];
}

/** The clinics and roles of an intrusion, and what the tables hold. */
export interface Ground {
  readonly own: Context;
  readonly foreign: Context;
  readonly roles: readonly string[];
  readonly tables: readonly Table[];
  readonly rows: Rows;
}

const set = (name: string, value: string) =>
  `select length(set_config(${quote(name)}, ${quote(value)}, true))`;

/** Every way to change the words of a context after the server has sealed them. */
export function changes({ own, foreign, roles }: Ground): Hop[] {
  const tenant = set("app.current_tenant", foreign.tenantId);
  const others = roles.filter((role) => role !== own.role);
  return [
    { aim: "another clinic", statements: [tenant] },
    {
      aim: "another clinic and a member of it",
      statements: [tenant, set("app.actor", foreign.actorId)],
    },
    { aim: "another member", statements: [set("app.actor", randomUUID())] },
    { aim: "no member", statements: [set("app.actor", "")] },
    {
      aim: "words moved across their border",
      statements: [
        set("app.current_tenant", foreign.tenantId),
        set("app.actor", `${own.tenantId}|${own.actorId}`),
      ],
    },
    {
      aim: "what the session remembers thrown away",
      statements: ["discard sequences", tenant],
    },
    ...others.flatMap((role) => [
      { aim: `as ${role}`, statements: [`set local role ${role}`] },
      {
        aim: `as ${role}, by way of the login`,
        statements: ["reset role", "set local session authorization default", set("role", role)],
      },
      { aim: `as ${role} of another clinic`, statements: [set("role", role), tenant] },
      {
        aim: `as ${role} of no clinic`,
        statements: [set("role", role), set("app.current_tenant", ""), set("app.actor", "")],
      },
    ]),
  ];
}

/** What is tried in one table under changed words: read, count, lock, insert, change, remove. */
export function uses(table: Table, { foreign, rows }: Ground): string[] {
  const { name, columns } = table;
  const first = identifier(columns[0]?.name ?? "");
  const prey = rows.one(name, foreign.tenantId);
  return [
    `select count(*) from ${name}`,
    `select count(${first}) from ${name} where ${keyed(table, prey)}`,
    `select count(*) from (select 1 from ${name} for key share) s`,
    insertion(name, rows.fresh(table, foreign.tenantId)),
    `${insertion(name, prey)} on conflict do nothing`,
    ...columns.map(({ name: column }) => `update ${name} set ${identifier(column)} = default`),
    `delete from ${name}`,
  ];
}

/** Statements that change the words while they run, between two looks at the same table. */
export function drifts(table: Table, { own, foreign }: Ground): Hop[] {
  const { name, isWalled } = table;
  const mayRead = covers(allowed(name, "read", own.role), "tenant_id");
  if (!isWalled || !mayRead || own.tenantId === "") return [];
  const theirs = quote(foreign.tenantId);
  const turn = (setting: string) =>
    `set_config('${setting}', case i when 1 then ${quote(own.tenantId)} else ${theirs} end, true)`;
  const twice = (
    setting: string,
    where: string,
  ) => `select count(*) filter (where tenant_id = ${theirs})
    from (select ${turn(setting)} s from generate_series(1, 3) i offset 0) g,
      lateral (select tenant_id from ${name} where g.s is not null ${where} offset 0) p`;
  const noHash = [
    set("enable_hashjoin", "off"),
    set("enable_mergejoin", "off"),
    set("enable_seqscan", "off"),
    set("probe.clinic", own.tenantId),
  ];
  return [
    { aim: "the clinic changed between two scans", statements: [twice("app.current_tenant", "")] },
    {
      aim: "a condition of one's own changed between two scans",
      statements: [
        ...noHash,
        twice("probe.clinic", "and tenant_id = current_setting('probe.clinic')::uuid"),
      ],
    },
    {
      aim: "a condition of one's own changed between two sides of a join",
      statements: [
        ...noHash,
        `select count(*) filter (where q.tenant_id = ${theirs})
          from ${name} p join ${name} q on p.tenant_id = q.tenant_id
          where p.tenant_id = current_setting('probe.clinic')::uuid
            and set_config('probe.clinic', case when p.tenant_id is not null then ${theirs} end, true) is not null`,
      ],
    },
  ];
}
