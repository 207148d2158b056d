import { randomInt } from "node:crypto";
import { medianOf, rankTest } from "#e2e/rank-test";
import { askEdge } from "#lib/auth/edge";
import { mailsTo, newWorker, tokenIn } from "#lib/links/testing-worker";
import { hashPassword } from "#lib/passwords/hashing";
import { applyReset, findReset } from "#lib/passwords/reset";
import { sendAskedReset, takeResetTry } from "#lib/passwords/reset-mail";
import { admin } from "#lib/testing";
import type { TestPerson } from "#lib/testing-people";
import { Checks, type Part } from "./tally.ts";

const anAddress = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
const placesOf = ({ tenants, members }: TestPerson) =>
  tenants.map((tenantId, at) => ({ tenantId, memberId: members[at] ?? "" }));

async function tokenFor(person: TestPerson): Promise<string> {
  await sendAskedReset(person.email, undefined);
  return tokenIn((await mailsTo(person.email))[0]);
}

/** Fifty uses of one link at once, again and again; then each used link once more, and each of its forms cut or lengthened. */
async function race(rounds: number, checks: Checks): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const person = await newWorker(1);
    const token = await tokenFor(person);
    const use = (hash: string, held = token) =>
      applyReset(held, hash, placesOf(person), anAddress());
    const uses = await Promise.all(Array.from({ length: 50 }, (_, at) => use(`hash ${at}`)));
    const won = uses.filter(Boolean).length;
    checks.that(won === 1, `${won} of fifty uses of one link were accepted`);
    for (const held of [token, token.slice(1), `${token}A`, "A".repeat(43)])
      checks.that(!(await use("again", held)), "a used, cut or invented link was accepted");
  }
}

/** Links by the database's own clock: shortly before their end, and at it. */
async function clock(checks: Checks): Promise<void> {
  const person = await newWorker(1);
  const token = await tokenFor(person);
  const expireIn = (seconds: number) =>
    admin`update directory.links set expires_at = clock_timestamp() + make_interval(secs => ${seconds})
      where account_id = ${person.accountId}`;
  await expireIn(5);
  checks.that((await findReset(token)) !== undefined, "a link was dead before its end");
  await expireIn(0);
  checks.that((await findReset(token)) === undefined, "a link was alive at its end");
}

async function signIn(email: string): Promise<number> {
  const visitor = { address: anAddress(), userAgent: "proof", deviceCookie: undefined };
  const { response } = await askEdge("/csrf", { cookie: "" }, visitor);
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  const cookie = response.headers.getSetCookie().map((line) => line.split(";")[0]);
  const form = new URLSearchParams({ csrfToken, email, password: "a wrong password, surely" });
  const began = performance.now();
  await askEdge("/callback/credentials", { cookie: cookie.join("; "), form }, visitor);
  return performance.now() - began;
}

/** What is done before /forgot answers; whatever is known of the address is looked up later. */
async function forget(email: string): Promise<number> {
  const began = performance.now();
  await takeResetTry(email, anAddress(), undefined);
  return performance.now() - began;
}

/** Tries by somebody's address and by nobody's, in turn; the chance that their times come from one distribution. */
async function compare(
  tries: number,
  ask: (email: string) => Promise<number>,
  known: readonly string[],
) {
  const [somebody, nobody]: [number[], number[]] = [[], []];
  for (let at = 0; at < tries; at += 1) {
    somebody.push(await ask(known[at % known.length] ?? ""));
    nobody.push(await ask(`nobody-${at}@example.test`));
  }
  return {
    p: Number(rankTest(somebody, nobody).toFixed(3)),
    apart: Math.abs(medianOf(somebody) / medianOf(nobody) - 1),
  };
}

/**
 * Mailed links work once, whoever is fastest, and by the database's clock; and neither signing in nor
 * asking for a link tells by its time whether somebody has an address.
 */
export async function links({ full }: { readonly full: boolean }): Promise<Part> {
  const checks = new Checks();
  const rounds = full ? 50 : 3;
  await race(rounds, checks);
  await clock(checks);
  const passwordHash = await hashPassword("a password that nobody types");
  const signings = full ? 300 : 20;
  // An account takes twenty failures a day, so there are enough of them.
  const people: TestPerson[] = [];
  while (people.length < signings / 10) people.push(await newWorker(1, passwordHash));
  const known = people.map(({ email }) => email);
  const asked = await compare(full ? 1_000 : 60, forget, known);
  const signed = await compare(signings, signIn, known);
  checks.that(asked.p > 0.01, `asking for a link tells by its time who is known: p ${asked.p}`);
  checks.that(signed.p > 0.01, `signing in tells by its time who is known: p ${signed.p}`);
  checks.that(signed.apart < 0.05, `medians of signing in are ${signed.apart} apart`);
  return {
    figures: { "links raced by 50": rounds, "p asking": asked.p, "p signing in": signed.p },
    wrong: checks.wrong,
  };
}
