const tokenPattern =
  /'(?:[^']|'')*'|::\s*(?:character varying|double precision|time(?:stamp)? with(?:out)? time zone|[a-z_]+)(?:\[\])?|[\w.]+|[<>=!~|&+*/%-]+|\S/gi;

/**
 * One spelling for an SQL condition, whether a person wrote it or PostgreSQL printed it, so that the
 * two can be compared: casts of literals, letter case and `in` against `= any` make no difference.
 * Parentheses that only group are dropped while a single comparison is all there is; a condition
 * with `and`, `or` or `not` has to be declared with the parentheses that PostgreSQL prints.
 */
export function canonical(expression: string): string {
  const tokens = (expression.match(tokenPattern) ?? []).map((token) =>
    token.startsWith("'") ? token : token.toLowerCase().replace(/\s+/g, " "),
  );
  const uncast = tokens.filter(
    (token, position) => !(token.startsWith("::") && tokens[position - 1]?.startsWith("'")),
  );
  const isSingle = !uncast.some((token) => ["and", "or", "not"].includes(token));
  const lists = isSingle ? withoutGrouping(uncast) : withoutOuter(uncast);
  return lists
    .join(" ")
    .replace(/= any \( ?array \[ (.*?) \] ?\)/g, "in ( $1 )")
    .replace(/= any array \[ (.*?) \]/g, "in ( $1 )");
}

function withoutGrouping(tokens: readonly string[]): string[] {
  const isCall: boolean[] = [];
  return tokens.filter((token, position) => {
    if (token === "(") {
      isCall.push(/^\w/.test(tokens[position - 1] ?? ""));
      return isCall.at(-1);
    }
    return token === ")" ? (isCall.pop() ?? true) : true;
  });
}

function withoutOuter(tokens: readonly string[]): string[] {
  let depth = 0;
  const wraps =
    tokens[0] === "(" &&
    tokens.every((token, position) => {
      depth += token === "(" ? 1 : token === ")" ? -1 : 0;
      return depth > 0 || position === tokens.length - 1;
    });
  return wraps ? withoutOuter(tokens.slice(1, -1)) : [...tokens];
}
