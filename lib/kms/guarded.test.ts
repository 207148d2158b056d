import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { doubtAbout } from "./doubt.ts";
import { guarded, patience } from "./guarded.ts";
import { type KeyContext, type KeyProvider, KeyProviderError } from "./provider.ts";

const context: KeyContext = {
  tenantId: "3685708f-d594-a686-1aa7-3f181e657dc5",
  purpose: "field",
  version: 1,
};
const wrapped = new Uint8Array(8);
const short = { deadline: 60, opensAfter: 2, restsFor: 120 };

/** A provider whose next answers the test decides, and a count of how often it was asked. */
function scripted(answer: () => Promise<Uint8Array>) {
  const script = { answer, asked: 0 };
  const ask = () => {
    script.asked += 1;
    return script.answer();
  };
  const provider: KeyProvider = {
    name: "scripted",
    wrap: ask,
    unwrap: ask,
    sign: ask,
    verifyingKey: ask,
  };
  return { script, keys: guarded(provider, short) };
}

const down = async () => {
  throw new Error("connect ECONNREFUSED 10.0.0.7 secret");
};
const fine = async () => Uint8Array.of(7);

test("a provider that fails is left alone after two calls, and used again as soon as one call came through", async () => {
  const { script, keys } = scripted(down);
  for (let call = 0; call < 10; call += 1)
    await expect(keys.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "unavailable" });
  expect(script.asked).toBe(2);

  await pause(short.restsFor + 10);
  await expect(keys.unwrap(wrapped, context)).rejects.toThrow("scripted failed (Error)");
  await expect(keys.sign(wrapped)).rejects.toThrow("not asked");
  expect(script.asked).toBe(3);

  script.answer = fine;
  await pause(short.restsFor + 10);
  expect(await keys.unwrap(wrapped, context)).toEqual(Uint8Array.of(7));
  expect(await keys.wrap(wrapped, context)).toEqual(Uint8Array.of(7));
});

test("while one call tries whether the provider is back, no other waits for it", async () => {
  const { script, keys } = scripted(down);
  await Promise.allSettled([keys.unwrap(wrapped, context), keys.unwrap(wrapped, context)]);
  await pause(short.restsFor + 10);
  script.answer = () => pause(20, Uint8Array.of(7));

  const tries = await Promise.allSettled([1, 2, 3].map(() => keys.unwrap(wrapped, context)));
  expect(tries.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "rejected"]);
  expect(script.asked).toBe(3);
});

test("nobody waits beyond the deadline, and a key that comes later is wiped", async () => {
  const key = Uint8Array.of(1, 2, 3);
  const { keys } = scripted(() => pause(150, key));
  const begin = performance.now();
  await expect(keys.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "unavailable" });
  expect(performance.now() - begin).toBeLessThan(140);

  await pause(150);
  expect(key).toEqual(new Uint8Array(3));
});

test("a key that is rejected is an answer: the provider goes on being asked for others", async () => {
  const { script, keys } = scripted(async () => {
    throw new KeyProviderError("rejected", "another's key");
  });
  for (let call = 0; call < 5; call += 1)
    await expect(keys.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "rejected" });
  script.answer = fine;
  expect(await keys.unwrap(wrapped, context)).toEqual(Uint8Array.of(7));
  expect(script.asked).toBe(6);
});

test("a refusal opens the guard like a fault, and what an error says is not repeated", async () => {
  const { script, keys } = scripted(async () => {
    throw new KeyProviderError("refused", "disabled");
  });
  await expect(keys.unwrap(wrapped, context)).rejects.toMatchObject({ problem: "refused" });
  await expect(keys.unwrap(wrapped, context)).rejects.toThrow("disabled");
  script.answer = down;
  await expect(keys.unwrap(wrapped, context)).rejects.toThrow("not asked");

  const other = scripted(down);
  await expect(other.keys.unwrap(wrapped, context)).rejects.not.toThrow(/secret|10\.0/);
});

test("a page has its answer within two seconds of a fault, and ten seconds after it is over", () => {
  expect(patience.deadline).toBeLessThan(1_500);
  expect(patience.restsFor + patience.deadline).toBeLessThan(5_000);
  expect(patience.opensAfter).toBeLessThanOrEqual(5);
});

test("a server that starts while the provider is away says so, and one without a key does not start", async () => {
  expect(await doubtAbout(scripted(down).keys)).toBe(
    "No record can be opened until the key provider can be used: scripted failed (Error)",
  );
  expect(await doubtAbout(scripted(fine).keys)).toMatch("gave back another key");
  const { keys } = scripted(async () => {
    throw new KeyProviderError("missing", "no such key");
  });
  await expect(doubtAbout(keys)).rejects.toThrow("no such key");
});
