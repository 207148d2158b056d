import { gate } from "#db/gate";
import type { Query } from "#db/gate/live";
import { probeTenants } from "./cross-tenant.ts";
import { type Mutation, mutations } from "./mutations.ts";

/** How many mutations were noticed, and which were not. */
export interface Score {
  readonly total: number;
  readonly killed: number;
  /** The same by kind of mutation: "941/941". */
  readonly byKind: Readonly<Record<string, string>>;
  /** How many of those that open a way to other rows were put to the tenant probe too, and noticed by it. */
  readonly probed: number;
  readonly probedKilled: number;
  readonly survivors: readonly string[];
}

/** How thorough a scoring is. */
export interface Thoroughness {
  /** Each mutation alone; else those whose violations can be told apart are made together. */
  readonly alone: boolean;
  /** A column grant for every column; else for one of each table, to each role and for each right. */
  readonly everyColumn: boolean;
  /** Which of the mutations that open a table are put to the tenant probe as well. */
  probes(mutation: Mutation, position: number): boolean;
}

/**
 * Weakens the database by every mutation, inside a transaction that the caller rolls back, and
 * requires the gate to name each.
 */
export async function scoreMutations(
  query: Query,
  { alone, everyColumn, probes }: Thoroughness,
  log: (line: string) => void,
): Promise<Score> {
  await query("set local client_min_messages = warning");
  const [before] = await gate(query);
  if (before) throw new Error(`the gate fails before anything is weakened: ${before.what}`);
  const made = await mutations(query);
  const all = everyColumn ? made : oneColumnEach(made);
  const survivors: Mutation[] = [];
  for (const round of rounds(all, alone)) {
    const violations = await undone(query, async () => {
      await query(round.map(({ sql }) => sql).join(";\n"));
      return gate(query);
    });
    const words = new Set(violations.map(({ what }) => what));
    const missed = round.filter((mutation) => !isNamed(mutation, words));
    survivors.push(...missed);
    if (round.length > 1)
      log(`${round.length} ${round[0]?.kind}: ${round.length - missed.length} noticed`);
  }
  const opening = all.filter(({ opens }) => opens !== undefined).filter(probes);
  const unseen: string[] = [];
  for (const { sql, opens, what } of opening) {
    const { findings } = await undone(query, async () => {
      await query(sql);
      return probeTenants(query, { only: opens });
    });
    if (findings.length === 0) unseen.push(`not noticed by the tenant probe: ${what}`);
  }
  return {
    total: all.length,
    killed: all.length - survivors.length,
    byKind: byKind(all, survivors),
    probed: opening.length,
    probedKilled: opening.length - unseen.length,
    survivors: [...survivors.map(({ what }) => what), ...unseen],
  };
}

function oneColumnEach(all: readonly Mutation[]): Mutation[] {
  const seen = new Set<string>();
  return all.filter(({ kind, what }) => {
    const grant = what.replace(/\(.*?\)/, "");
    if (kind !== "column grants") return true;
    return !seen.has(grant) && seen.add(grant);
  });
}

async function undone<T>(query: Query, work: () => Promise<T>): Promise<T> {
  await query("savepoint mutation");
  const result = await work();
  await query("rollback to savepoint mutation");
  await query("release savepoint mutation");
  return result;
}

/** Whether one of the violations, in their words, is about a mutation. */
function isNamed({ marks = [] }: Mutation, words: ReadonlySet<string>): boolean {
  const [mark] = marks;
  // Most are named by their mark alone; thousands made together are then not each held against all words.
  if (mark !== undefined && marks.length === 1 && words.has(mark)) return true;
  return [...words].some((what) => marks.every((each) => what.includes(each)));
}

/** Mutations that may be made together: of one kind and group, and no two of the same thing. */
function rounds(all: readonly Mutation[], alone: boolean): Mutation[][] {
  const together = new Map<string, Mutation[]>();
  const seen = new Map<string, number>();
  all.forEach((mutation, position) => {
    const subject = `${mutation.kind} ${mutation.group} ${mutation.marks?.join()}`;
    const turn = seen.get(subject) ?? 0;
    seen.set(subject, turn + 1);
    const isAlone = !mutation.marks || (alone && mutation.kind !== "column grants");
    const round = isAlone ? `alone ${position}` : `${mutation.kind} ${mutation.group} ${turn}`;
    const made = together.get(round);
    if (made) made.push(mutation);
    else together.set(round, [mutation]);
  });
  return [...together.values()];
}

function byKind(all: readonly Mutation[], survivors: readonly Mutation[]): Record<string, string> {
  const count = (list: readonly Mutation[], kind: string) =>
    list.filter((mutation) => mutation.kind === kind).length;
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return Object.fromEntries(
    kinds.map((kind) => [kind, `${count(all, kind) - count(survivors, kind)}/${count(all, kind)}`]),
  );
}
