import type { Query } from "#db/gate/live";
import { keyMutations, triggerMutations } from "./mutations-of-keys.ts";
import { functionMutations, objectMutations, roleMutations } from "./mutations-of-objects.ts";
import { grantMutations, policyMutations, tableMutations } from "./mutations-of-rights.ts";
import { liveTables } from "./tables.ts";

/** One way to weaken the database, which the gate has to notice. */
export interface Mutation {
  /** What is weakened: policies, flags, grants, keys, triggers, functions, roles, objects. */
  readonly kind: string;
  readonly what: string;
  readonly sql: string;
  /** The words by which a violation is known to be about this mutation and no other; without them it is tried alone. */
  readonly marks?: readonly string[];
  /** Mutations of one kind that disturb each other have different groups. */
  readonly group?: string;
  /** The table whose probe notices it too, where the weakening opens a way to another clinic's rows. */
  readonly opens?: string;
}

/** Every mutation of the live database: each policy, flag, grant, key, reference, index, trigger and function, and what could be added. */
export async function mutations(query: Query): Promise<Mutation[]> {
  const tables = await liveTables(query);
  return [
    ...(await policyMutations(query)),
    ...tables.flatMap(tableMutations),
    ...(await grantMutations(query, tables)),
    ...(await keyMutations(query)),
    ...(await triggerMutations(query)),
    ...(await functionMutations(query)),
    ...roleMutations(),
    ...objectMutations,
  ];
}
