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

// An index lives and dies with the clinic's search tokens, and those with its keys: five minutes at most.
const held = new WeakMap<Tokens, NameOrder | "too-many">();

/** The names of the scope's clinic in order, as last brought up to date, if they are in memory at all. */
export function heldNames(scope: Scope): NameOrder | undefined {
  const order = held.get(scope.tokens);
  return order === "too-many" ? undefined : order;
}

/**
 * The names of the scope's clinic in order, with every committed change, or undefined for a clinic of
 * more than `most` patients. Opening them shows nobody anything; the page that is cut from them is
 * recorded by whoever discloses it.
 */
export async function nameOrder(
  scope: Scope,
  open: Opener,
  most = namesHeld,
): Promise<NameOrder | undefined> {
  const known = held.get(scope.tokens);
  if (known === "too-many") return undefined;
  // Counted first: a clinic that has grown beyond the limit is not read to find that out.
  const count = await countUpTo(scope, most);
  if (count > most) {
    held.set(scope.tokens, "too-many");
    return undefined;
  }
  if (known) {
    const changed = await rows(scope, new Date(known.latest - overlapMillis));
    known.put(changed.filter((row) => !known.holds(row.id, row.version)).map(opened(open)));
    if (count === known.size) return known;
  }
  const order = new NameOrder();
  order.put((await rows(scope)).map(opened(open)));
  held.set(scope.tokens, order);
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
      updatedAt: patients.updatedAt,
    })
    .from(patients)
    .where(and(eq(patients.tenantId, scope.tenantId), since && gte(patients.updatedAt, since)));
}

function opened(open: Opener) {
  return (row: Awaited<ReturnType<typeof rows>>[number]): NameEntry => {
    const at = (column: string) => ({ table: "patients", column, rowId: row.id });
    const { family, given, updatedAt, ...plain } = row;
    const name = foldPatient(open(family, at("family_sealed")), open(given, at("given_sealed")));
    return { ...plain, updatedAt: updatedAt.getTime(), key: nameKey(name) };
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
