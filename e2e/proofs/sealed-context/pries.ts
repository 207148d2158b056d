import { quote } from "#db/isolation/rows";

/** What could tell a key, a MAC or what the session remembers, or could replace what is checked. Each must be refused, whatever the role. */
export const refused: readonly string[] = [
  "select count(*) from ctx.keys",
  "select count(kid) from ctx.keys",
  "table ctx.keys",
  "select kid from ctx.keys for key share",
  "insert into ctx.keys (kid, inner_pad, outer_pad) values ('mine', '', '')",
  "update ctx.keys set kid = 'mine'",
  "delete from ctx.keys",
  "lock table ctx.keys in access share mode",
  "copy (select * from ctx.keys) to program 'true'",
  ...["mark", "proof", "turn"].flatMap((name) => [
    `select currval('ctx.${name}')`,
    `select nextval('ctx.${name}')`,
    `select setval('ctx.${name}', 1)`,
    `select setval('ctx.${name}', 1, false)`,
    `select last_value from ctx.${name}`,
    `alter sequence ctx.${name} restart`,
    `drop sequence ctx.${name}`,
    `grant usage on sequence ctx.${name} to public`,
  ]),
  "select lastval()",
  "select ctx.ok()",
  "select ctx.number('\\x00')",
  "select ctx.digest(1, now(), '', '', '')",
  "create or replace function ctx.ok() returns boolean language sql as 'select true'",
  "alter function ctx.ok() security invoker",
  "alter function ctx.tenant() owner to chartkeep_app",
  "drop function ctx.pass(regclass) cascade",
  "grant execute on function ctx.ok() to public",
  "create function app.probe() returns int language sql as 'select 1'",
  "create function pg_temp.probe() returns int language sql as 'select 1'",
  "create operator public.= (leftarg = uuid, rightarg = uuid, function = uuid_eq)",
  "create temporary table probe (a int)",
  "create table public.probe (a int)",
  "create schema probe",
  "create view public.probe as select * from app.patients",
  "set role ctx_owner",
  "set role chartkeep_owner",
  "set role audit_owner",
  "set role chartkeep_import",
  "set local session authorization ctx_owner",
  "set local session_replication_role = replica",
  "alter role chartkeep_app bypassrls",
  "alter table app.patients disable row level security",
  "drop policy patients_sealed on app.patients",
  "alter policy patients_sealed on app.patients using (true)",
  "select pg_read_file('postgresql.conf')",
  "select count(*) from pg_authid",
  "select count(*) from pg_statistic",
];

/** Views and functions that show texts and values of sessions: none may hold what must not be seen. */
export const visible: readonly string[] = [
  "select * from pg_stat_activity",
  "select * from pg_prepared_statements",
  "select * from pg_cursors",
  "select * from pg_settings",
  "select * from pg_stats where schemaname = 'ctx'",
  "select * from pg_sequences where schemaname = 'ctx'",
  "select * from pg_locks",
  "select * from pg_stat_xact_user_functions",
  "select current_setting('app.current_tenant'), current_setting('app.actor'), current_setting('role')",
  "select prosrc from pg_proc where pronamespace = 'ctx'::regnamespace",
];

/** Ways to read a clinic's rows without a plain query, after the words were changed; each gives a text with one \`row\` for each row. */
export const roundabout = (table: string): readonly string[] => [
  `select query_to_xml(${quote(`select * from ${table}`)}, true, false, '')::text as text`,
  `select table_to_xml('${table}', true, false, '')::text as text`,
  `select query_to_xml_and_xmlschema(${quote(`select 1 as a from ${table}`)}, true, false, '')::text as text`,
];
