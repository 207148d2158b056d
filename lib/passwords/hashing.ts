import "server-only";
import { hash, verify } from "@node-rs/argon2";
import { Unavailable } from "#lib/errors";

// `Algorithm.Argon2id` is an ambient const enum, which does not exist at run time.
const argon2id = 2;
const cost = {
  algorithm: argon2id,
  memoryCost: 65_536,
  timeCost: 3,
  parallelism: 1,
  outputLen: 32,
};

const atOnce = 2;
const waitingAtMost = 16;

interface Queue {
  running: number;
  readonly waiting: (() => void)[];
}

// The server's bundles may each hold their own copy of this module; the process must have one queue.
const shared = globalThis as typeof globalThis & { chartkeepHashing?: Queue };
shared.chartkeepHashing ??= { running: 0, waiting: [] };
const queue = shared.chartkeepHashing;

/** Hashing is meant to be slow, so at most two run at a time and sixteen wait; the next is refused, not queued. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (queue.running < atOnce) {
    queue.running += 1;
  } else {
    if (queue.waiting.length >= waitingAtMost) throw new Unavailable("sign-in", { seconds: 5 });
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running -= 1;
  }
}

/** An argon2id hash in its own text form, of the password as Unicode composes it (NFC). */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize("NFC"), cost));
}

let decoy: Promise<string> | undefined;

/**
 * Whether `password` is the one behind `passwordHash`. Without a hash it works as long and says no,
 * so that an address nobody has cannot be told from a wrong password.
 */
export async function verifyPassword(
  passwordHash: string | undefined,
  password: string,
): Promise<boolean> {
  decoy ??= hash("no account has this password", cost);
  const against = passwordHash ?? (await decoy);
  const isRight = await inTurn(() => verify(against, password.normalize("NFC")));
  return isRight && passwordHash !== undefined;
}

/** Whether a stored hash is weaker than today's cost and should be made again at the next sign-in. */
export function isOutdated(passwordHash: string): boolean {
  return !passwordHash.startsWith("$argon2id$v=19$m=65536,t=3,p=1$");
}
