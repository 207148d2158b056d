import "server-only";
import { and, eq, gte, sql } from "drizzle-orm";
import { patients } from "#db/schema/patients";
import type { Tokens } from "#lib/phi/search-tokens";
import type { Opener, Scope } from "#lib/scope";
import { type NameEntry, NameOrder } from "./name-order.ts";
import { foldPatient, nameKey } from "./rules.ts";

/**
 * The largest clinic whose names are held in memory to sort its list by name. A larger one is sorted
 * by name only within search results, and its list by last visit.
 */
export const namesHeld = 20_000;

/** A row written by a transaction that began earlier may appear this much after later ones. */
const overlapMillis = 60_000;

/** Names in memory, and what is needed to read only what has changed since. */
interface Held {
  readonly order: NameOrder;
  /** The database's clock at the first reading, and this process's then: the two are told apart by what passed since. */
  readonly began: { readonly database: number; readonly here: number };
  /** Until when, on the database's clock, every change is in. */
  until: number;
}

// An index lives and dies with the clinic's search tokens, and those with its keys: five minutes at most.
const held = new WeakMap<Tokens, Held | "too-many">();

/** The names of the scope's clinic in order, as last brought up to date, if they are in memory at all. */
export function heldNames(scope: Scope): NameOrder | undefined {
  const known = held.get(scope.tokens);
  return known === "too-many" ? undefined : known?.order;
}

/**
 * The names of the scope's clinic in order, with every committed change, or undefined for a clinic of
 * more than `most` patients. Once in memory, only what changed is read, so that a list costs the same
 * in a large clinic as in a small one. Opening names shows nobody anything; the page that is cut from
 * them is recorded by whoever discloses it.
 */
export async function nameOrder(
  scope: Scope,
  open: Opener,
  most = namesHeld,
): Promise<NameOrder | undefined> {
  const known = held.get(scope.tokens);
  if (known === "too-many") return undefined;
  const order = known ? await refresh(scope, open, known, most) : await read(scope, open, most);
  // Patients are archived and never deleted, so a clinic that has grown beyond the limit stays there.
  if (order && order.size <= most) return order;
  held.set(scope.tokens, "too-many");
  return undefined;
}

async function read(scope: Scope, open: Opener, most: number): Promise<NameOrder | undefined> {
  // Counted first: a clinic beyond the limit is not read to find that out.
  if ((await countUpTo(scope, most)) > most) return undefined;
  const here = performance.now();
  const order = new NameOrder();
  const all = await rows(scope);
  order.put(all.map(opened(open)));
  const database = all[0]?.now;
  if (database !== undefined)
    held.set(scope.tokens, { order, began: { database, here }, until: database });
  return order;
}

async function refresh(
  scope: Scope,
  open: Opener,
  known: Held,
  most: number,
): Promise<NameOrder | undefined> {
  const { order, began } = known;
  const here = performance.now();
  const changed = await rows(scope, new Date(known.until - overlapMillis)).limit(most + 1);
  if (changed.length > most) return undefined;
  order.put(changed.filter((row) => !order.holds(row.id, row.version)).map(opened(open)));
  known.until = began.database + (here - began.here);
  return order;
}

function rows(scope: Scope, since?: Date) {
  return scope.tx
    .select({
      id: patients.id,
      family: patients.familySealed,
      given: patients.givenSealed,
      status: patients.status,
      isRestricted: patients.isRestricted,
      isDeceased: patients.isDeceased,
      practitionerId: patients.practitionerId,
      version: patients.version,
      now: sql<number>`(extract(epoch from now()) * 1000)::float8`,
    })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), since && gte(patients.updatedAt, since)));
}

function opened(open: Opener) {
  return (row: Awaited<ReturnType<typeof rows>>[number]): NameEntry => {
    const at = (column: string) => ({ table: "patients", column, rowId: row.id });
    const { family, given, now: _, ...plain } = row;
    const name = foldPatient(open(family, at("family_sealed")), open(given, at("given_sealed")));
    return { ...plain, key: nameKey(name) };
  };
}

/** Counts no further than it has to: one more than `most` is enough to know. */
async function countUpTo(scope: Scope, most: number): Promise<number> {
  const found = scope.tx
    .select({ one: sql`1`.as("one") })
    .from(patients)
    .where(eq(patients.tenantId, scope.tenantId))
    .limit(most + 1)
    .as("found");
  const [row] = await scope.tx.select({ count: sql<number>`count(*)::int` }).from(found);
  return row?.count ?? 0;
}
