import { findSession } from "#lib/auth/session-store";
import { arrive } from "#lib/auth/testing-person";
import { admin } from "#lib/testing";
import { newPerson } from "#lib/testing-people";
import { Checks, type Part } from "./tally.ts";

/** How far the server's clock may differ before the database refuses its transactions altogether. */
const tolerated = 30;

const poll = (token: string) => findSession(token, { isBackground: true });
const visit = (token: string) => findSession(token, { isBackground: false });

/** What a session is to a server whose clock is off by so many seconds: one that is too wrong reaches nothing. */
async function stateOf(asked: Promise<unknown>, shift: number): Promise<string> {
  try {
    return (await asked) === undefined ? "over" : "alive";
  } catch (error) {
    if (Math.abs(shift) <= tolerated) throw error;
    return "refused";
  }
}

/** Runs `work` with the clock of this process moved, as a server's may be. */
async function withClock<T>(millis: number, work: () => Promise<T>): Promise<T> {
  const real = Date.now;
  Date.now = () => real() + millis;
  try {
    return await work();
  } finally {
    Date.now = real;
  }
}

/** Moves one of the two instants that limits are counted from into the past, on the database clock. */
const age = (accountId: string, column: "last_seen_at" | "created_at", seconds: number) =>
  admin`update directory.sessions set ${admin(column)} = clock_timestamp() - make_interval(secs => ${seconds})
    where account_id = ${accountId}`;

/**
 * The limits to the second, whatever the clock of the server says: alive just before, over at the
 * second itself. Polling for twenty minutes keeps nothing alive; one visit does, and moves no overall limit.
 */
export async function clocks({ full }: { readonly full: boolean }): Promise<Part> {
  const checks = new Checks();
  const person = await newPerson();
  const { token } = await arrive(person);
  const limits = [
    ["last_seen_at", 15 * 60],
    ["created_at", 12 * 60 * 60],
  ] as const;
  const shifts = full ? [0, -86_400, -7_200, -25, -5, 5, 25] : [0, -7_200, -25, 25];
  for (const [column, limit] of limits) {
    for (const shift of shifts) {
      await withClock(shift * 1000, async () => {
        await age(person.accountId, column, limit - 2);
        const before = await stateOf(poll(token), shift);
        checks.that(before !== "over", `${column}: over before its time, ${shift} s`);
        await age(person.accountId, column, limit);
        const after = await stateOf(visit(token), shift);
        checks.that(after !== "alive", `${column}: alive at its end, ${shift} s`);
      });
      await admin`update directory.sessions set last_seen_at = clock_timestamp(), created_at = clock_timestamp()
        where account_id = ${person.accountId}`;
    }
  }

  let polls = 0;
  for (let seconds = 0; seconds <= 20 * 60; seconds += 30) {
    await age(person.accountId, "last_seen_at", seconds);
    const isAlive = (await poll(token)) !== undefined;
    polls += 1;
    checks.that(
      isAlive === seconds < 15 * 60,
      `polled for ${seconds} s: ${isAlive ? "alive" : "over"}`,
    );
  }
  await age(person.accountId, "last_seen_at", 14 * 60);
  await age(person.accountId, "created_at", 12 * 60 * 60 - 60);
  const visited = await visit(token);
  checks.that((visited?.idleSeconds ?? 99) <= 60, "a visit promised more than the overall limit");
  await age(person.accountId, "created_at", 12 * 60 * 60);
  checks.that((await visit(token)) === undefined, "a visit moved the overall limit");
  return { figures: { "clock checks": checks.count, polls }, wrong: checks.wrong };
}
