import { findSession } from "#lib/auth/session-store";
import { standingOf } from "#lib/auth/standing";

/** Whether a token opens a clinic at this moment, asked as a page asks. */
export async function opens(token: string): Promise<boolean> {
  const session = await findSession(token, { isBackground: false });
  return session !== undefined && (await standingOf(session)).kind === "open";
}

/** What became of requests that ran while their session was ended. */
export interface InFlight {
  readonly before: number;
  readonly after: number;
  /** Those that began when the end had been committed, and were let in all the same. */
  readonly late: number;
}

/**
 * Sends `count` requests with a token, half of them before `end` begins and the others while it runs
 * and once it has answered, and says how many that began after its commit were let in.
 */
export async function around(
  token: string,
  count: number,
  end: () => Promise<unknown>,
): Promise<InFlight> {
  let isOver = false;
  const ask = async () => {
    const isLate = isOver;
    return { isLate, isOpen: await opens(token).catch(() => false) };
  };
  const asked = Array.from({ length: count / 2 }, ask);
  const ending = end().then(() => {
    isOver = true;
  });
  for (let sent = 0; sent < count / 4; sent += 1) {
    asked.push(ask());
    await new Promise((resolve) => setImmediate(resolve));
  }
  await ending;
  asked.push(...Array.from({ length: count / 4 }, ask));
  const answers = await Promise.all(asked);
  return {
    before: answers.filter(({ isLate }) => !isLate).length,
    after: answers.filter(({ isLate }) => isLate).length,
    late: answers.filter(({ isLate, isOpen }) => isLate && isOpen).length,
  };
}
