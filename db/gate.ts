import type { TableAccess } from "./access.ts";
import { declaredFacts } from "./gate/declared.ts";
import { liveFacts, type Query } from "./gate/live.ts";
import { rules } from "./gate/rules.ts";
import { tableName } from "./policies.ts";
import { accessMatrix } from "./schema/all.ts";

/** One way in which the live database is not what the code says, or could not keep clinics apart. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
}

/** The database is not what the code says; the message names the first ways in which it is not. */
export class GateFailed extends Error {
  override name = "GateFailed";

  constructor(violations: readonly Violation[]) {
    const shown = violations.slice(0, 20).map(({ rule, what }) => `  ${rule}: ${what}`);
    const more = violations.length > 20 ? [`  and ${violations.length - 20} more`] : [];
    super(["The database does not keep to its declared access:", ...shown, ...more].join("\n"));
  }
}

/**
 * Compares the live catalog with the declarations in both directions, and with the rules that hold
 * whatever is declared. No rows means that the database may be used. It reads the catalog only, so
 * the application's login can ask before it serves anything.
 */
export async function gate(
  query: Query,
  matrix: readonly TableAccess[] = accessMatrix,
): Promise<Violation[]> {
  const declared = declaredOnce(matrix);
  const live = new Set(await liveFacts(query));
  const broken: Violation[] = [];
  for (const [rule, text] of Object.entries(rules))
    for (const { what } of (await query(text)) as { what: string }[]) broken.push({ rule, what });
  return [
    ...[...declared].filter((fact) => !live.has(fact)).map((what) => ({ rule: "missing", what })),
    ...[...live]
      .filter((fact) => !declared.has(fact))
      .map((what) => ({ rule: "undeclared", what })),
    ...broken,
    ...matrix.filter(isOpen).map((access) => ({
      rule: "only the directory and the keys of contexts have no wall",
      what: tableName(access),
    })),
  ];
}

const known = new WeakMap<readonly TableAccess[], ReadonlySet<string>>();

function declaredOnce(matrix: readonly TableAccess[]): ReadonlySet<string> {
  const facts = known.get(matrix) ?? new Set(declaredFacts(matrix));
  known.set(matrix, facts);
  return facts;
}

const isOpen = (access: TableAccess) =>
  access.wall === null && !/^(directory|ctx)\./.test(tableName(access));
