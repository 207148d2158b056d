const columnWords = (column: string) => column.replace(/_id$/, "").replaceAll("_", " ");

const listWords = (literals: string) => {
  const words = [...literals.matchAll(/'((?:[^']|'')*)'/g)].map(([, word = ""]) =>
    word.replaceAll("_", " "),
  );
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} or ${last}`;
};

/** Drops casts and the parentheses around the whole, so that one pattern fits every way of printing. */
function plain(condition: string): string {
  const uncast = condition.replace(/::(?:"?\w+"?(?: \w+)*)(?:\[\])?/g, "").trim();
  const inner = /^\((.*)\)$/s.exec(uncast)?.[1];
  return inner !== undefined && isBalanced(inner) ? plain(inner) : uncast;
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const letter of text) {
    depth += letter === "(" ? 1 : letter === ")" ? -1 : 0;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const patterns: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^true$/, () => "every row of the clinic"],
  [/^id = ANY \(ARRAY\[\( ?SELECT ctx\.tenant\(\)[^)]*\)\]\)$/i, () => "the own clinic alone"],
  [
    /^\(?(\w+) = ANY \(ARRAY\[\( ?SELECT ctx\.actor\(\)[^)]*\)\]\)\)?$/i,
    () => "rows of the member who acts",
  ],
  [
    /^(\w+) = \( ?SELECT ctx\.actor\(\)[^)]*\)$/i,
    (column = "") => `rows whose ${columnWords(column)} is the member who acts`,
  ],
  [
    /^(\w+) <> \( ?SELECT ctx\.actor\(\)[^)]*\)$/i,
    (column = "") => `rows whose ${columnWords(column)} is not the member who acts`,
  ],
  [
    /^(\w+) = '([^']*)'$/,
    (column = "", value = "") =>
      `rows whose ${columnWords(column)} is ${value.replaceAll("_", " ")}`,
  ],
  [
    /^(\w+) <> '([^']*)'$/,
    (column = "", value = "") =>
      `rows whose ${columnWords(column)} is not ${value.replaceAll("_", " ")}`,
  ],
  [
    /^(\w+) = ANY \(ARRAY\[([^\]]*)\]\)$/i,
    (column = "", list = "") => `rows whose ${columnWords(column)} is ${listWords(list)}`,
  ],
  [
    /^(\w+) <= clock_timestamp\(\)$/,
    (column = "") => `rows whose ${columnWords(column)} has passed`,
  ],
  [
    /^\(?actor_id = \( ?SELECT ctx\.actor\(\)[^)]*\)\)? AND \(?db_role = \( ?SELECT ctx\.role\(\)[^)]*\)\)?$/i,
    () => "in the name of the member who acts, under the role at work",
  ],
];

/** What row conditions may be said in beyond the patterns; undefined for one that only its text says. */
function inWords(condition: string): string | undefined {
  const text = plain(condition);
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(text);
    if (found) return words(...found.slice(1));
  }
  return undefined;
}

/** Says which rows a condition of a policy lets through. A condition that has no words yet says so, and its text is beside it. */
export function wordsOfCondition(condition: string): string {
  return inWords(condition) ?? "rows that a condition of its own lets through";
}
