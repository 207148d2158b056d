import "server-only";
import type { DbRole } from "#db/roles";
import type { LiveDoor } from "./live-door.ts";
import { allowed, covers } from "./reach.ts";
import { identifier, insertion, quote, type Row, type Rows } from "./rows.ts";
import type { Table } from "./tables.ts";

/** The doors that there are, each with the roles that its login may become. */
export type Doors = readonly LiveDoor[];

interface Planter {
  readonly door: LiveDoor;
  readonly role: DbRole;
}

/**
 * Sees to it that a clinic of the probe's own has rows in every table: those that are there are read,
 * what is missing is written by whoever has the right to, through the door. Nothing is written past a
 * trigger or a policy. Gives the tables in which there is no row, each with the reason.
 */
export async function settleCanaries(
  doors: Doors,
  tables: readonly Table[],
  rows: Rows,
  tenantId: string,
  operatorId: string,
): Promise<ReadonlyMap<string, string>> {
  const bare = new Map<string, string>();
  const missing: Planted[] = [];
  const acting = () => idOf(rows.actor(tenantId)) ?? operatorId;
  for (const table of tables) {
    const there = await readRows(doors, table, tenantId, acting());
    if (there.length > 0) rows.keep(table.name, tenantId, there);
    else missing.push({ table, made: madeRows(rows, table, tenantId) });
  }
  const acts = { tenantId, actorId: acting(), operatorId };
  for (const group of byPlanter(doors, missing)) {
    // All of a role at once, since some rows are only taken together; one by one if that fails.
    if ((await plant(group, acts)) === undefined) continue;
    for (const each of group.planted) {
      const problems = [await plant({ ...group, planted: [each] }, acts)];
      // Of a table whose rows are not all taken, those that are will do.
      if (problems[0] !== undefined)
        for (const row of each.made)
          problems.push(await plant({ ...group, planted: [{ ...each, made: [row] }] }, acts));
      const problem = problems.find((said) => said !== undefined);
      if (problem !== undefined && !problems.includes(undefined))
        bare.set(each.table.name, problem);
    }
  }
  for (const { table } of missing) {
    const there = await readRows(doors, table, tenantId, acts.actorId);
    if (there.length > 0) rows.keep(table.name, tenantId, there);
    else if (!table.isWalled) bare.set(table.name, "holds no clinic's rows");
    else if (!bare.has(table.name))
      // Only what is seen to be there counts as a row to reach for.
      bare.set(table.name, isTrail(table) ? "keeps no row" : "no row came to stay");
  }
  return bare;
}

/** The trail is written by what is done alone. */
const isTrail = ({ name }: Table) => name.startsWith("audit.");

/** The rows of a clinic as they are taken: whoever acts is an administrator, and of two postings the second takes back what the first gives. */
function madeRows(rows: Rows, table: Table, tenantId: string): readonly Row[] {
  const made = rows.make(table, tenantId);
  if (table.name === "app.member_roles") {
    const acts = { member_id: rows.actor(tenantId), role: "'tenant_admin'" };
    return [...made, rows.fresh(table, tenantId, acts)];
  }
  if (table.name !== "app.postings") return made;
  const entries = rows.of("app.ledger_entries", tenantId);
  const balanced = entries.flatMap(({ id = "null" }) =>
    ["'1'", "'-1'"].map((cents) =>
      rows.fresh(table, tenantId, { ...kindOf(made, cents), entry_id: id, amount_cents: cents }),
    ),
  );
  rows.keep(table.name, tenantId, balanced);
  return balanced;
}

const kindOf = (made: readonly Row[], cents: string): Row => {
  const { account = "null" } = made[cents === "'1'" ? 0 : made.length - 1] ?? {};
  return { account };
};

interface Planted {
  readonly table: Table;
  readonly made: readonly Row[];
}

interface Group extends Planter {
  readonly planted: Planted[];
}

/** What each role has to write: first what is imported, since everything else refers to that. */
function byPlanter(doors: Doors, missing: readonly Planted[]): Group[] {
  const groups = new Map<DbRole, Group>();
  for (const each of missing) {
    const planter = planterOf(doors, each.table);
    if (!planter) continue;
    const group = groups.get(planter.role) ?? { ...planter, planted: [] };
    group.planted.push(each);
    groups.set(planter.role, group);
  }
  const isImport = ({ role }: Group) => role === "chartkeep_import";
  const all = [...groups.values()];
  return [...all.filter(isImport), ...all.filter((group) => !isImport(group))];
}

/** Writes a group's rows in one transaction; gives what stood against it. */
async function plant(
  { door, role, planted }: Group,
  acts: { readonly tenantId: string; readonly actorId: string; readonly operatorId: string },
): Promise<string | undefined> {
  const { tenantId, operatorId } = acts;
  const actorId = role === "chartkeep_import" ? operatorId : acts.actorId;
  const statements = planted.flatMap(({ table, made }) => {
    const right = allowed(table.name, "add", role);
    return made
      .filter(({ member_id: member }) => mayName(right?.where, member, actorId))
      .map((row) =>
        insertion(
          table.name,
          row,
          Object.keys(row).filter((column) => covers(right, column)),
        ),
      );
  });
  try {
    await door.keep({ role, tenantId, actorId }, async (query) => {
      for (const statement of statements) await query(statement);
    });
    return undefined;
  } catch (error) {
    const { cause } = error as Error;
    return cause instanceof Error ? cause.message : "could not be written";
  }
}

/** Whether whoever acts may write a row about that member: of some tables their own alone, of others anybody's but their own. */
function mayName(where: string | null | undefined, member: string | undefined, actorId: string) {
  if (!where?.includes("actor") || member === undefined) return true;
  return (member === quote(actorId)) !== where.includes("<>");
}

/** Whoever may add whole rows of any kind: the importer before others. */
function planterOf(doors: Doors, table: Table): Planter | undefined {
  if (!table.isWalled || isTrail(table)) return undefined;
  const planters = doors.flatMap((door) => door.roles.map((role): Planter => ({ door, role })));
  const importer = (planter: Planter) => planter.role === "chartkeep_import";
  return [...planters.filter(importer), ...planters].find(({ role }) => {
    const right = allowed(table.name, "add", role);
    if (!right) return false;
    const needed = table.columns.filter(({ required, hasDefault }) => required && !hasDefault);
    return needed.every(({ name }) => covers(right, name));
  });
}

async function readRows(
  doors: Doors,
  table: Table,
  tenantId: string,
  actorId: string,
): Promise<Row[]> {
  const where = table.isWalled
    ? `tenant_id = ${quote(tenantId)}`
    : table.name === "directory.tenants"
      ? `id = ${quote(tenantId)}`
      : undefined;
  if (where === undefined) return [];
  const readers = doors.flatMap((door) => door.roles.map((role): Planter => ({ door, role })));
  const reader = readers.find(({ role }) => {
    const right = allowed(table.name, "read", role);
    return right?.columns === null && (right.where === null || right.where.includes("actor"));
  });
  if (!reader) return [];
  const columns = table.columns.map(
    ({ name }) => `quote_nullable(${identifier(name)}::text) as ${identifier(name)}`,
  );
  const order = (table.keys[0] ?? []).map(identifier).join(", ");
  // The member who acts is the last of them, as where they are made.
  const last = table.name === "app.members" ? `${administers}, ` : "";
  const found = await reader.door.undo({ role: reader.role, tenantId, actorId }, (query) =>
    query(
      `select ${columns.join(", ")} from ${table.name} where ${where} order by ${last}${order} limit 12`,
    ),
  );
  return found as Row[];
}

const administers = `exists (select from app.member_roles r where r.tenant_id = members.tenant_id
  and r.member_id = members.id and r.role = 'tenant_admin')`;

const idOf = (literal: string) => /^'(.*)'$/.exec(literal)?.[1];
