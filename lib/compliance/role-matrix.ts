import "server-only";
import { canonical } from "#db/gate/expression";
import type { LivePolicy, LiveTable, LiveVerb } from "#db/live-access";
import { ownTenant, sealedTable, sealedTenant } from "#db/policies";
import { dbRoles } from "#db/roles";
import type { Catalog } from "./catalog.ts";
import { wordsOfCondition } from "./condition-words.ts";
import { tableGroups, wordsOfTable } from "./table-words.ts";
import type { CellView, PolicyView, RightView, RoleMatrixView, TableView, Wall } from "./view.ts";

const commands = { read: "select", add: "insert", edit: "update", remove: "delete" } as const;
const verbs = Object.keys(commands) as LiveVerb[];

/** The live catalog as people read it: who may do what with which rows and columns, grouped by what the tables hold. */
export function roleMatrix({ access, violations, at }: Catalog): RoleMatrixView {
  const tables = access.tables.map((table) => ({
    group: wordsOfTable(table.name).group,
    view: tableView(table),
  }));
  const holders = access.memberships.filter(({ isAbove }) => !isAbove);
  return {
    groups: tableGroups
      .map((label) => ({
        label,
        tables: tables.filter(({ group }) => group === label).map(({ view }) => view),
      }))
      .filter((group) => group.tables.length > 0),
    logins: [...new Set(holders.map(({ holder }) => holder))].map((login) => ({
      login,
      roles: holders.filter(({ holder }) => holder === login).map(({ role }) => role),
    })),
    above: access.above,
    differences: violations,
    at,
    tables: access.tables.length,
  };
}

function tableView(table: LiveTable): TableView {
  return {
    name: table.name,
    label: wordsOfTable(table.name).label,
    wall: wallOf(table),
    columnCount: table.columns.length,
    restrictions: table.policies.filter(({ isPermissive }) => !isPermissive).map(policyView),
    cells: dbRoles.map((role) => cellOf(table, role)),
  };
}

/** Whether the policies that narrow every role keep clinics apart, word for word as they have to. */
function wallOf({ name, isSecured, isForced, policies }: LiveTable): Wall {
  if (!isSecured || !isForced) return "open";
  const narrows = (condition: string) =>
    policies.some(
      ({ isPermissive, command, using, check, roles }) =>
        !isPermissive &&
        command === "all" &&
        dbRoles.every((role) => roles.includes(role)) &&
        canonical(using ?? "") === canonical(condition) &&
        canonical(check ?? "") === canonical(condition),
    );
  if (narrows(ownTenant) && narrows(sealedTenant)) return "clinic";
  return narrows(sealedTable(name)) || name.startsWith("ctx.") ? "sealed" : "open";
}

function cellOf(table: LiveTable, role: string): CellView {
  const rights = verbs.flatMap((verb): RightView[] => {
    const held = table.rights.find((right) => right.role === role && right.verb === verb);
    const policies = table.policies.filter(
      (policy) => policy.isPermissive && policy.roles.includes(role) && isFor(policy, verb),
    );
    // Without a policy that lets rows through, a grant reaches none.
    if (!held || (table.isSecured && policies.length === 0)) return [];
    return [
      {
        verb,
        rows: table.isSecured
          ? rowsOf(policies, verb)
          : "every row of every clinic: row security is off",
        columns: held.columns.length === table.columns.length ? null : held.columns,
        policies: policies.map(policyView),
      },
    ];
  });
  return { role, rights };
}

const isFor = ({ command }: LivePolicy, verb: LiveVerb) =>
  command === "all" || command === commands[verb];

function rowsOf(policies: readonly LivePolicy[], verb: LiveVerb): string {
  const conditions = policies.map(({ using, check }) => (verb === "add" ? check : using) ?? "true");
  if (conditions.some((condition) => condition === "true")) return wordsOfCondition("true");
  return [...new Set(conditions.map(wordsOfCondition))].join(", or ");
}

const policyView = ({ name, using, check }: LivePolicy): PolicyView => ({ name, using, check });
