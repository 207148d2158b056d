import { getTableUniqueName } from "drizzle-orm";
import type { Grants, Reach, TableAccess } from "./access.ts";
import { resetAccess } from "./reset-access.ts";
import { routineAccess } from "./routines.ts";
import { accessMatrix } from "./schema/all.ts";

/** The commands that a policy and a grant can allow. */
export type Command = "select" | "insert" | "update" | "delete";

/** One row policy as it is meant to be. Expressions are as declared, not as PostgreSQL prints them. */
export interface Policy {
  readonly table: string;
  readonly name: string;
  readonly permissive: boolean;
  readonly command: Command | "all";
  readonly role: string;
  readonly using: string | null;
  readonly check: string | null;
}

/** One privilege as it is meant to be: on the whole table, or on one column of it. */
export interface Grant {
  readonly table: string;
  readonly column: string | null;
  readonly command: Command;
  readonly role: string;
}

/** The one condition that separates clinics. With no tenant set, or an empty one, it is null and no row passes; garbage is an error. */
export const ownTenant =
  "tenant_id = nullif(current_setting('app.current_tenant', true), '')::uuid";

/**
 * The same for the clinic that the server sealed, and not merely set: null for any other. An array of one,
 * because an equality is something that the planner reasons with: it then compares the sealed clinic with
 * a setting once and the rows with the setting, which may have become another one by then. The array is
 * made inside of the sub-select: of an array that it does not see the planner expects that it holds many
 * rows, of one that it sees but few, and then any index of the clinic looks as good as the right one.
 * As PostgreSQL prints it.
 */
export const sealedTenant = 'tenant_id = ANY (( SELECT ARRAY[ctx.tenant()] AS "array")::uuid[])';

/**
 * For a table that belongs to no clinic: its rows are its own rows, if the context is sealed. Here the
 * planner's reasoning is wanted: it compares the two constants before it looks at any row, so that not
 * even the work done tells whether there is one. As PostgreSQL prints it.
 */
export const sealedTable = (table: string) =>
  `(tableoid = ('${table}'::regclass)::oid) AND (tableoid = ( SELECT ctx.pass('${table}'::regclass) AS pass))`;

/**
 * For a part of somebody's chart: what a restriction closes to whoever acts is not there for them. A
 * grant opens it for reading only, so whatever writes asks with \`true\`, which leaves grants out. An array made
 * once for a scan, as the seal's is; without a sealed context it is null, and then nothing is there.
 */
export const openChart = (by: string, isWriting: boolean) => {
  const closed = by === "invoice_id" ? "closed_invoices" : "closed_patients";
  return `${by} <> ALL (( SELECT app.${closed}(${isWriting}) AS ${closed})::uuid[])`;
};

/** The same for a table whose rows may be tagged as one kind of sensitive record. */
export const openRecord = (by: string, isWriting: boolean) =>
  `(${openChart(by, isWriting)}) AND ((sensitivity IS NULL) OR ((((${by})::text || ' '::text) || sensitivity) ` +
  `<> ALL (( SELECT app.closed_records(${isWriting}) AS closed_records)::text[])))`;

/** The schema-qualified name of a declared table. */
export const tableName = ({ table }: TableAccess): string => getTableUniqueName(table);

/** The role that owns a declared table. */
export const ownerOf = (access: TableAccess): string => access.keeper ?? "chartkeep_owner";

/** The policies that a declaration asks for: the wall, the seal, the closed charts, one per role and command, and the owner's or keeper's own. */
export function policiesOf(access: TableAccess): Policy[] {
  const table = tableName(access);
  const stem = table.slice(table.indexOf(".") + 1);
  const wall: Policy[] =
    access.wall === null
      ? []
      : [
          {
            table,
            name: `${stem}_wall`,
            permissive: false,
            command: "all",
            role: "public",
            using: ownTenant,
            check: ownTenant,
          },
        ];
  const seal = access.wall === null ? sealedTable(table) : sealedTenant;
  // What the seal itself is checked with cannot wait for it.
  const sealed: Policy[] = table.startsWith("ctx.")
    ? []
    : [
        {
          table,
          name: `${stem}_sealed`,
          permissive: false,
          command: "all",
          role: "public",
          using: seal,
          check: seal,
        },
      ];
  const keeper: Policy[] = access.keeper
    ? [
        {
          table,
          name: `${stem}_keeper`,
          permissive: true,
          command: "all",
          role: access.keeper,
          using: "true",
          check: "true",
        },
      ]
    : [];
  const consulted: Policy[] = access.ownerReads
    ? [
        {
          table,
          name: `${stem}_owner`,
          permissive: true,
          command: "select",
          role: ownerOf(access),
          using: "true",
          check: null,
        },
      ]
    : [];
  const permitted = reaches(access).map(({ verb, command, role, reach }): Policy => {
    const where = (reach !== true && reach.where) || "true";
    return {
      table,
      name: `${stem}_${verb}_${role}`,
      permissive: true,
      command,
      role,
      using: command === "insert" ? null : where,
      check: command === "insert" || command === "update" ? where : null,
    };
  });
  return [...wall, ...sealed, ...closedPolicies(access), ...keeper, ...consulted, ...permitted];
}

/**
 * Reading takes a chart that is open; adding, changing and removing one that is open without any grant. A
 * record may be tagged as a kind that is closed to whoever tags it: from then on they do not see it.
 */
function closedPolicies(access: TableAccess): Policy[] {
  if (!access.chart) return [];
  const { by, hasTags = false } = access.chart;
  const table = tableName(access);
  const stem = table.slice(table.indexOf(".") + 1);
  const [reading, writing] = [false, true].map((isWriting) =>
    hasTags ? openRecord(by, isWriting) : openChart(by, isWriting),
  ) as [string, string];
  const becoming = openChart(by, true);
  const closed = { table, permissive: false, role: "public" } as const;
  return [
    { ...closed, name: `${stem}_closed`, command: "all", using: reading, check: becoming },
    {
      ...closed,
      name: `${stem}_closed_edit`,
      command: "update",
      using: writing,
      check: hasTags ? becoming : null,
    },
    { ...closed, name: `${stem}_closed_remove`, command: "delete", using: writing, check: null },
  ];
}

/** The privileges that a declaration asks for. `true` covers columns that the table gets later; a list does not. */
export function grantsOf(access: TableAccess): Grant[] {
  const table = tableName(access);
  return reaches(access).flatMap(({ command, role, reach }) => {
    const columns = reach === true || !reach.columns ? [null] : reach.columns;
    return columns.map((column) => ({ table, column, command, role }));
  });
}

/** Which role may use which schema: those in which it may use anything at all. */
export function schemaUsers(matrix: readonly TableAccess[]): { schema: string; role: string }[] {
  const uses = [
    ...matrix.flatMap(grantsOf).map(({ table, role }) => `${schemaOf(table)} ${role}`),
    ...routineAccess.flatMap(({ name, run }) => run.map((role) => `${schemaOf(name)} ${role}`)),
  ];
  return [...new Set(uses)].sort().map((use) => {
    const [schema = "", role = ""] = use.split(" ");
    return { schema, role };
  });
}

/**
 * The statements that make the live catalog equal to the matrix: everything of before is taken away
 * first. Run them in one transaction, after the tables and functions exist and have their owners.
 */
export function policyStatements(matrix: readonly TableAccess[] = accessMatrix): string[] {
  return [
    resetAccess,
    ...schemaUsers(matrix).map(({ schema, role }) => `grant usage on schema ${schema} to ${role}`),
    ...matrix.flatMap(tableSql),
    ...routineAccess.flatMap(({ name, run }) =>
      run.map((role) => `grant execute on function ${name} to ${role}`),
    ),
  ];
}

function tableSql(access: TableAccess): string[] {
  const table = tableName(access);
  return [
    `alter table ${table} enable row level security, force row level security`,
    ...policiesOf(access).map(policySql),
    ...grantsOf(access).map(
      ({ column, command, role }) =>
        `grant ${command}${column ? ` (${column})` : ""} on table ${table} to ${role}`,
    ),
  ];
}

/** One policy as a statement. */
export function policySql(policy: Policy): string {
  const using = policy.using === null ? "" : ` using (${policy.using})`;
  const check = policy.check === null ? "" : ` with check (${policy.check})`;
  return (
    `create policy ${policy.name} on ${policy.table} as ${policy.permissive ? "permissive" : "restrictive"} ` +
    `for ${policy.command} to ${policy.role}${using}${check}`
  );
}

const verbs = { read: "select", add: "insert", edit: "update", remove: "delete" } as const;

interface RoleReach {
  verb: keyof typeof verbs;
  command: Command;
  role: string;
  reach: true | Reach;
}

function reaches(access: TableAccess): RoleReach[] {
  return (Object.keys(verbs) as (keyof typeof verbs)[]).flatMap((verb) => {
    const grants: Grants = access[verb] ?? {};
    return Object.entries(grants).map(([role, reach]) => {
      if (verb === "remove" && reach !== true && reach.columns)
        throw new TypeError(`${tableName(access)}: a removal cannot be limited to columns`);
      return { verb, command: verbs[verb], role, reach };
    });
  });
}

const schemaOf = (name: string) => name.slice(0, name.indexOf("."));
