import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Context, Seal } from "#db/context";
import { quote } from "#db/isolation/rows";
import { type Intruder, nextExpiry, seal } from "./intruder.ts";

/** What an intruder may know: two clinics, a member of each, the roles, and whatever the server once sealed for them. */
export interface Knowledge {
  readonly own: Context;
  readonly foreign: Context;
  readonly roles: readonly string[];
  /** The key. The intruder never has it: it makes what could have been overheard. */
  readonly secret: string;
  readonly otherPid: number;
}

interface Forgery {
  readonly context: Context;
  readonly seal: Seal;
}

const pick = <Item>(items: readonly Item[]): Item => items[randomInt(items.length)] as Item;

const flipped = (mac: Buffer) => {
  const changed = Buffer.from(mac);
  const bit = randomInt(mac.length * 8);
  changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return changed;
};

/** Each way to make a context that the server did not seal for this transaction. */
export const forgeries: Record<string, (know: Knowledge, pid: number) => Forgery> = {
  "a random MAC": ({ foreign, roles, own, secret }, pid) => {
    const others = roles.filter((role) => role !== own.role);
    const context = pick([
      { ...foreign, role: pick(roles) },
      { ...own, role: pick(others) },
    ]);
    return { context, seal: { ...seal(secret, own, pid, nextExpiry()), mac: randomBytes(32) } };
  },
  "one bit of a good MAC changed": ({ foreign, roles, secret }, pid) => {
    const context = { ...foreign, role: pick(roles) };
    const good = seal(secret, context, pid, nextExpiry());
    return { context, seal: { ...good, mac: flipped(good.mac) } };
  },
  "a good MAC for another clinic": ({ own, foreign, secret }, pid) => ({
    context: { ...own, tenantId: pick([foreign.tenantId, randomUUID()]) },
    seal: seal(secret, own, pid, nextExpiry()),
  }),
  "a good MAC for another member": ({ own, foreign, secret }, pid) => ({
    context: { ...own, actorId: pick([foreign.actorId, randomUUID()]) },
    seal: seal(secret, own, pid, nextExpiry()),
  }),
  "a good MAC for another role": ({ own, roles, secret }, pid) => ({
    context: { ...own, role: pick(roles.filter((role) => role !== own.role)) },
    seal: seal(secret, own, pid, nextExpiry()),
  }),
  "words moved across their border": ({ own, secret }, pid) => {
    const { tenantId, actorId } = own;
    const context = pick([
      { ...own, tenantId: "", actorId: `${tenantId}|${actorId}` },
      { ...own, tenantId: `${tenantId}|${actorId}`, actorId: "" },
      { ...own, tenantId: `v1|${tenantId}` },
    ]);
    return { context, seal: seal(secret, own, pid, nextExpiry()) };
  },
  "an expired seal": ({ foreign, roles, secret }, pid) => {
    const context = { ...foreign, role: pick(roles) };
    return { context, seal: seal(secret, context, pid, Date.now() - randomInt(60_000, 1e9)) };
  },
  "an expired seal made to last": ({ foreign, secret }, pid) => ({
    context: foreign,
    seal: { ...seal(secret, foreign, pid, Date.now() - 60_000), expires: nextExpiry() },
  }),
  "a seal from too far ahead": ({ foreign, secret }, pid) => ({
    context: foreign,
    seal: seal(secret, foreign, pid, Date.now() + randomInt(120_000, 1e9)),
  }),
  "a seal of another connection": ({ foreign, secret, otherPid }) => ({
    context: foreign,
    seal: seal(secret, foreign, otherPid, nextExpiry()),
  }),
  "a seal with another key": ({ foreign }, pid) => ({
    context: foreign,
    seal: seal(randomBytes(32).toString("hex"), foreign, pid, nextExpiry()),
  }),
  "another key under the good one's name": ({ foreign, secret }, pid) => ({
    context: foreign,
    seal: {
      ...seal(randomBytes(32).toString("hex"), foreign, pid, nextExpiry()),
      kid: seal(secret, foreign, pid, 0).kid,
    },
  }),
  "a MAC of another length": ({ foreign, secret }, pid) => {
    const good = seal(secret, foreign, pid, nextExpiry());
    return { context: foreign, seal: { ...good, mac: good.mac.subarray(0, randomInt(32)) } };
  },
};

/** What came of forged contexts: how many were tried, taken for good, and how many rows they reached. */
export interface ForgeryTally {
  tried: number;
  taken: number;
  reached: number;
}

/** Presents so many forged contexts, each kind in turn, and looks for rows under each. */
export async function present(
  intruder: Intruder,
  know: Knowledge,
  readable: readonly { readonly table: string; readonly role: string }[],
  count: number,
): Promise<ForgeryTally> {
  const makers = Object.values(forgeries);
  const tally = { tried: 0, taken: 0, reached: 0 };
  while (tally.tried < count) {
    const batch = Array.from({ length: Math.min(500, count - tally.tried) }, (_, place) =>
      (makers[(tally.tried + place) % makers.length] as (typeof makers)[number])(
        know,
        intruder.pid,
      ),
    );
    // As the login itself, which alone may present a seal; then with the words that it was for.
    const answers = await intruder.attemptAll(
      batch.flatMap(({ context, seal: { expires, kid, mac } }, place) => {
        const { tenantId, actorId, role } = context;
        const target = readable.filter((pair) => pair.role === role).at(place % 40) ?? readable[0];
        return [
          [
            `select length(ctx.enter(${[tenantId, actorId, role].map(quote).join(", ")}, ${expires}, ${quote(kid)}, '\\x${mac.toString("hex")}')::text)`,
          ],
          [
            `select length(set_config('app.current_tenant', ${quote(tenantId)}, true) || set_config('app.actor', ${quote(actorId)}, true) || set_config('role', ${quote(role)}, true))`,
            `select count(*) from ${target?.table ?? ""}`,
          ],
        ];
      }),
    );
    answers.forEach(({ state, n }, place) => {
      if (place % 2 === 1) tally.reached += n;
      else if (!state.startsWith("CK00")) tally.taken += 1;
    });
    tally.tried += batch.length;
  }
  return tally;
}
