import "server-only";
import { sql } from "drizzle-orm";
import { civilDate } from "#lib/dates";
import { Invalid } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import type { AskAccounting } from "./input.ts";
import type { AccountingPeriod } from "./view.ts";

/** The clinic's day by the database's clock, and the day six years before it: as far back as anybody may ask. */
export async function accountableDays({
  tx,
  actor,
}: MemberScope): Promise<Pick<AccountingPeriod, "today" | "earliest">> {
  const [days] = await tx.execute<{ today: string; earliest: string }>(sql`
    select to_char(today, 'YYYY-MM-DD') as today, to_char(today - interval '6 years', 'YYYY-MM-DD') as earliest
      from (select (clock_timestamp() at time zone ${actor.tenant.timeZone})::date as today) clinic`);
  if (!days) throw new Error("the database did not say what day it is");
  return days;
}

/** The days that are asked for, if an accounting may cover them: both included, six years back at most. */
export async function periodOf(
  scope: MemberScope,
  asked: Pick<AskAccounting, "from" | "to">,
): Promise<AccountingPeriod> {
  const { today, earliest } = await accountableDays(scope);
  const { from = earliest, to = today } = asked;
  if (from < earliest)
    throw new Invalid({ from: [`Six years back at most: from ${civilDate(earliest)}.`] });
  if (to > today) throw new Invalid({ to: ["This day is still to come."] });
  if (from > to) throw new Invalid({ from: ["The first day is after the last."] });
  return { from, to, earliest, today };
}
