import type { Query } from "#db/gate/live";
import { quote } from "./rows.ts";

/** What came of one statement: its error code ("00000" for none), the rows it counted or changed, and the constraint that refused it. */
export interface Outcome {
  readonly state: string;
  readonly rows: number;
  readonly constraint: string;
}

/** One thing that is tried, and what has to come of it. */
export interface Attempt {
  /** What is tried, in words: "read another clinic's rows". */
  readonly aim: string;
  readonly statements: readonly string[];
  /** Whether the outcomes, one per statement, are as they have to be. */
  holds(outcomes: readonly Outcome[]): boolean;
}

/** An attempt that did not end as it has to: a hole, or a right that is missing. */
export interface Finding {
  readonly where: string;
  readonly aim: string;
  readonly statement: string;
  readonly outcome: string;
}

const garbage = "22P02";

/** It may end in a refusal, or reach no rows. */
export const reachesNothing = (aim: string, statement: string): Attempt => ({
  aim,
  statements: [statement],
  holds: ([outcome]) => refusedBy(outcome) || (outcome?.state === "00000" && outcome.rows === 0),
});

/** It must be refused for want of a right. */
export const isRefused = (aim: string, statement: string): Attempt => ({
  aim,
  statements: [statement],
  holds: ([outcome]) => refusedBy(outcome),
});

/** It must work, on exactly so many rows. */
export const reaches = (aim: string, statement: string, rows: number): Attempt => ({
  aim,
  statements: [statement],
  holds: ([outcome]) => outcome?.state === "00000" && outcome.rows === rows,
});

/** Both must be refused by the same constraint or the same policy, so that what exists elsewhere cannot be told from what does not. */
export const tellsNothing = (aim: string, real: string, invented: string): Attempt => ({
  aim,
  statements: [real, invented],
  holds: ([first, second]) =>
    (first?.state === "23503" || first?.state === "42501") &&
    first.state === second?.state &&
    first.constraint === second.constraint,
});

const refusedBy = (outcome: Outcome | undefined) =>
  outcome?.state === "42501" || outcome?.state === garbage;

/** Tries every attempt under the role and settings that the connection has now, undoes each, and gives what did not hold. */
export async function tryAll(
  query: Query,
  where: string,
  attempts: readonly Attempt[],
): Promise<Finding[]> {
  if (attempts.length === 0) return [];
  const statements = attempts.flatMap((attempt) => attempt.statements);
  const [, answer] = await Promise.all([query(block(statements)), query(answerOf)]);
  const [{ answer: outcomes } = { answer: [] }] = answer as { answer: Outcome[] }[];
  let position = 0;
  return attempts.flatMap((attempt) => {
    const mine = outcomes.slice(position, position + attempt.statements.length);
    position += attempt.statements.length;
    if (attempt.holds(mine)) return [];
    const outcome = mine.map(({ state, rows, constraint }) => `${state} ${rows} ${constraint}`);
    return [
      {
        where,
        aim: attempt.aim,
        statement: attempt.statements[0] ?? "",
        outcome: outcome.join("; "),
      },
    ];
  });
}

const answerOf = "select current_setting('probe.answer')::json as answer";

// Each statement runs in a block of its own that always ends in an error, so that nothing of it stays.
const block = (statements: readonly string[]) => `
do $probe$
declare
  statement text;
  affected bigint;
  state text;
  broke text;
  answer jsonb[] := '{}';
begin
  foreach statement in array array[${statements.map(quote).join(", ")}] loop
    affected := 0;
    begin
      if statement like 'select%' then
        execute statement into affected;
      else
        execute statement;
        get diagnostics affected = row_count;
      end if;
      raise exception using errcode = 'P9999';
    exception when others then
      get stacked diagnostics state = returned_sqlstate, broke = constraint_name;
      answer := answer || jsonb_build_object('state', case state when 'P9999' then '00000' else state end,
        'rows', coalesce(affected, 0), 'constraint', broke);
    end;
  end loop;
  perform set_config('probe.answer', to_jsonb(answer)::text, false);
end $probe$`;
