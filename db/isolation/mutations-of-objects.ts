import { type Query, schemas } from "#db/gate/live";
import { dbRoles } from "#db/roles";
import type { Mutation } from "./mutations.ts";

/** Each function opened to everybody and to a role (or taken from it), with other rights, another search_path and another owner. */
export async function functionMutations(query: Query): Promise<Mutation[]> {
  const functions = (await query(`
    select p.oid::regprocedure::text as name, p.prosecdef as definer, has_function_privilege('biller', p.oid, 'execute') as open
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ${schemas} order by 1`)) as {
    name: string;
    definer: boolean;
    open: boolean;
  }[];
  return functions.flatMap(({ name, definer, open }) =>
    [
      [`grant execute on function ${name} to public`, `public may execute ${name}`],
      [
        `${open ? "revoke" : "grant"} execute on function ${name} ${open ? "from" : "to"} biller`,
        `biller may execute ${name}`,
      ],
      [
        `alter function ${name} security ${definer ? "invoker" : "definer"}`,
        `function ${name} of `,
      ],
      [`alter function ${name} set search_path = public`, `function ${name} of `],
      [`alter function ${name} owner to chartkeep_app`, `function ${name} of chartkeep_app`],
    ].map(([sql = "", mark = ""]) => ({ kind: "functions", what: sql, sql, marks: [mark] })),
  );
}

/** Each role with an attribute, a setting or a membership that it must not have, or without one that it must. */
export function roleMutations(): Mutation[] {
  const logins = ["chartkeep_app", "chartkeep_operator"];
  const attributes = ["superuser", "bypassrls", "inherit", "createrole", "createdb", "replication"];
  const all = [...logins, "chartkeep_owner", "audit_owner", "ctx_owner", ...dbRoles];
  const altered = all.flatMap((role) =>
    [
      ...attributes.map((attribute) => [`alter role ${role} ${attribute}`, `role ${role} `]),
      [`alter role ${role} ${logins.includes(role) ? "nologin" : "login"}`, `role ${role}`],
      [
        `alter role ${role} set app.current_tenant = '00000000-0000-0000-0000-000000000000'`,
        `role ${role} sets app.current_tenant`,
      ],
      [`grant pg_read_all_data to ${role}`, `${role} may become pg_read_all_data`],
    ].map(([sql = "", mark = ""], group) => ({
      kind: "roles",
      what: sql,
      sql,
      marks: [mark],
      group: String(group),
    })),
  );
  const statements = [
    ...[
      "chartkeep_owner",
      "audit_owner",
      "ctx_owner",
      "chartkeep_import",
      "chartkeep_auditor",
      "chartkeep_reviewer",
      "chartkeep_rotator",
    ].map((role) => `grant ${role} to chartkeep_app`),
    ...["chartkeep_owner", "audit_owner", "ctx_owner", "biller"].map(
      (role) => `grant ${role} to chartkeep_operator`,
    ),
    ...dbRoles.flatMap((role) => [
      `grant chartkeep_owner to ${role}`,
      `grant ${role === "biller" ? "prescriber" : "biller"} to ${role}`,
    ]),
    "grant biller to chartkeep_app with admin option",
    "revoke biller from chartkeep_app",
    "revoke chartkeep_import from chartkeep_operator",
    "create role probe; grant prescriber to probe",
  ];
  return [...altered, ...statements.map((sql) => ({ kind: "roles", what: sql, sql }))];
}

/** Things that a migration could add or change, each of them a way around the wall or a step to one. */
export const objectMutations: readonly Mutation[] = [
  "create table app.probe (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id))",
  "create table app.probe (id uuid primary key)",
  "create table app.probe () inherits (app.patients)",
  "create table app.probe (tenant_id uuid not null) partition by hash (tenant_id)",
  "create view app.probe as select * from app.patients",
  "create view app.probe with (security_invoker = true) as select * from app.patients",
  "create materialized view app.probe as select * from app.patients",
  "create sequence app.probe",
  "create type app.probe as enum ('a')",
  "create function app.probe() returns int language sql as 'select 1'",
  "create function public.probe() returns int language sql security definer as 'select 1'",
  "create function public.probe() returns int language sql security definer set search_path = pg_catalog as 'select 1'",
  "create rule probe as on insert to app.organizations do also nothing",
  "create table public.probe (a int); grant select on public.probe to biller",
  "create table public.probe (a int); grant select on public.probe to public",
  "create table public.probe (a int); alter table public.probe owner to chartkeep_app",
  "grant usage on schema public to public",
  "grant create on schema public to biller",
  "grant usage on schema app to public",
  "grant create on schema app to biller",
  "grant usage on schema app to chartkeep_app",
  "revoke usage on schema app from biller",
  "alter schema app owner to biller",
  "alter schema ctx owner to biller",
  "grant usage on sequence ctx.proof to biller",
  "grant select on ctx.mark to chartkeep_app",
  "alter sequence ctx.proof owner to biller",
  "alter sequence ctx.proof set logged",
  "drop sequence ctx.turn",
  "grant select on pg_catalog.pg_authid to public",
  "grant select on pg_catalog.pg_statistic to biller",
  "grant execute on function pg_catalog.pg_read_file(text) to public",
  "grant execute on function pg_catalog.pg_read_file(text) to biller",
  "alter default privileges for role chartkeep_owner grant select on tables to biller",
  "alter default privileges in schema app grant select on tables to public",
  "alter default privileges for role chartkeep_owner grant execute on functions to public",
  "alter table audit.outbox alter actor_id set default '00000000-0000-0000-0000-000000000000'",
  "alter table audit.outbox alter tenant_id drop default",
  "alter table app.patients alter family_sealed type text using ''",
  "alter table app.patients alter family_sealed drop not null",
  "alter table app.patients add column name text",
  "set local app.current_tenant = '00000000-0000-0000-0000-000000000000'",
  "set local row_security = off",
].map((sql) => ({ kind: "objects", what: sql, sql }));
