import type { TableAccess } from "#db/access";
import { grantsOf, ownerOf, type Policy, policiesOf, schemaUsers, tableName } from "#db/policies";
import { memberRoles, systemRoles } from "#db/roles";
import { routineAccess } from "#db/routines";
import { structureFacts } from "./declared-structure.ts";
import { canonical } from "./expression.ts";
import { declaredTriggers } from "./triggers.ts";

const schemaOwners = {
  app: "chartkeep_owner",
  directory: "chartkeep_owner",
  audit: "audit_owner",
  ctx: "ctx_owner",
} as const;

/** Where the context of a transaction is remembered: no log tells of it, and no grant. */
const sequences = ["mark", "proof", "turn"];

const owners = ["chartkeep_owner", "audit_owner", "ctx_owner"];

/** Which roles each login may become. It holds nothing else: its one right is to present a seal. */
const logins = {
  chartkeep_app: [...memberRoles, "chartkeep_directory"],
  chartkeep_operator: systemRoles,
} as const;

/** Everything that the code says of the database, one sentence each, in the words of `liveFacts`. */
export function declaredFacts(matrix: readonly TableAccess[]): string[] {
  return [
    ...Object.entries(schemaOwners).map(([schema, owner]) => `schema ${schema} of ${owner}`),
    ...schemaUsers(matrix).map(({ schema, role }) => `${role} may usage schema ${schema}`),
    ...matrix.flatMap(tableFacts),
    ...sequences.map((name) => `unlogged sequence ctx.${name} of ctx_owner`),
    ...declaredTriggers().map((trigger) => `trigger ${trigger}`),
    ...routineAccess.flatMap(({ name, definer, inlined, run }) => [
      `function ${name} of ${schemaOwners[name.slice(0, name.indexOf(".")) as keyof typeof schemaOwners]}` +
        `${definer ? " security definer" : ""}${inlined ? "" : " search_path=pg_catalog, pg_temp"}`,
      ...run.map((role) => `${role} may execute ${name}`),
    ]),
    ...roleFacts(),
  ];
}

function tableFacts(access: TableAccess): string[] {
  const table = tableName(access);
  return [
    `table ${table} of ${ownerOf(access)}`,
    `row security on ${table}`,
    `row security forced on ${table}`,
    ...policiesOf(access).map(policyFact),
    ...grantsOf(access).map(
      ({ role, command, column }) =>
        `${role} may ${command} ${table}${column ? ` (${column})` : ""}`,
    ),
    ...structureFacts(access),
  ];
}

/** A policy in the words of the facts, with its conditions in one spelling. */
export function policyFact(policy: Policy): string {
  const using = policy.using === null ? "" : ` using ${canonical(policy.using)}`;
  const check = policy.check === null ? "" : ` check ${canonical(policy.check)}`;
  const kind = policy.permissive ? "permissive" : "restrictive";
  return `policy ${policy.name} on ${policy.table} ${kind} for ${policy.command} to ${policy.role}${using}${check}`;
}

function roleFacts(): string[] {
  const names = Object.keys(logins);
  return [
    ...names.map((login) => `role ${login} login`),
    ...names.map((login) => `${login} may connect database`),
    ...[...owners, ...memberRoles, ...systemRoles].map((role) => `role ${role}`),
    ...Object.entries(logins).flatMap(([login, roles]) =>
      roles.map((role) => `${login} may become ${role}`),
    ),
    ...owners.map((owner) => `functions that ${owner} makes are not for everybody`),
  ];
}
