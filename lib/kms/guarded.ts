import "server-only";
import { type KeyProvider, KeyProviderError } from "./provider.ts";

/** How long a provider is waited for, after how many faults in a row it is left alone, and for how long, in milliseconds. */
export interface Patience {
  readonly deadline: number;
  readonly opensAfter: number;
  readonly restsFor: number;
}

/** A page that needs a key is told no within two seconds; a provider that is back is noticed within four. */
export const patience: Patience = { deadline: 1_000, opensAfter: 2, restsFor: 3_000 };

/** An operator's command keeps nobody waiting, and would rather be done than be quick. */
export const unhurried: Patience = { deadline: 10_000, opensAfter: 5, restsFor: 3_000 };

/** What the provider said of one key is an answer: the provider itself works. */
const isAnswer = (error: unknown) =>
  error instanceof KeyProviderError &&
  (error.problem === "rejected" || error.problem === "malformed");

/**
 * A provider that never keeps anybody waiting beyond the deadline. After a few faults in a row it is
 * not asked at all for a while; then one call tries whether it is back, while all others are still told
 * no. A key that it rejects counts as an answer, so that one altered row takes no other clinic's keys away.
 */
export function guarded(
  provider: KeyProvider,
  { deadline, opensAfter, restsFor }: Patience = patience,
): KeyProvider {
  const { name } = provider;
  let faults = 0;
  let restsUntil = 0;
  let isTrying = false;

  async function ask(
    call: () => Promise<Uint8Array>,
    late?: (bytes: Uint8Array) => void,
  ): Promise<Uint8Array> {
    const isResting = faults >= opensAfter;
    if (isResting && (isTrying || performance.now() < restsUntil))
      throw new KeyProviderError("unavailable", `${name} is not asked: it failed ${faults} times`);
    if (isResting) isTrying = true;
    try {
      const answer = await within(deadline, name, call(), late);
      faults = 0;
      return answer;
    } catch (error) {
      if (isAnswer(error)) faults = 0;
      else {
        faults += 1;
        restsUntil = performance.now() + restsFor;
      }
      throw error instanceof KeyProviderError
        ? error
        : new KeyProviderError("unavailable", `${name} failed (${nameOf(error)})`);
    } finally {
      if (isResting) isTrying = false;
    }
  }

  return {
    name,
    wrap: (key, context) => ask(() => provider.wrap(key, context)),
    unwrap: (wrapped, context) =>
      // A key that comes too late is nobody's.
      ask(
        () => provider.unwrap(wrapped, context),
        (key) => key.fill(0),
      ),
    sign: (message) => ask(() => provider.sign(message)),
    verifyingKey: () => ask(() => provider.verifyingKey()),
  };
}

/** The answer, or a fault at the deadline. */
async function within(
  deadline: number,
  name: string,
  answer: Promise<Uint8Array>,
  late: (bytes: Uint8Array) => void = () => undefined,
): Promise<Uint8Array> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, fail) => {
    timer = setTimeout(() => {
      answer.then(late, () => undefined);
      fail(new KeyProviderError("unavailable", `${name} did not answer within ${deadline} ms`));
    }, deadline);
  });
  try {
    return await Promise.race([answer, passed]);
  } finally {
    clearTimeout(timer);
  }
}

/** The kind of an error that is not ours. Its message may repeat anything, so it is left out. */
const nameOf = (error: unknown) => (error instanceof Error ? error.name : typeof error);
