import { expect, test } from "vitest";
import { inDirectory } from "#db/directory";
import { RateLimited } from "#lib/errors";
import { newId } from "#lib/ids";
import { admin } from "#lib/testing";
import { type Attempt, forgetAllTries, forgetTries, takeAsk, takeTry } from "./throttle.ts";

let count = 0;

/** A try at an account and from an address that no other test uses. */
function someone(): Attempt {
  count += 1;
  return { email: `${newId()}@example.test`, address: `198.51.100.${count}` };
}

/** Seconds to wait, or 0 when the try was taken. */
async function tryOnce(attempt: Attempt): Promise<number> {
  try {
    await takeTry(attempt);
    return 0;
  } catch (error) {
    if (error instanceof RateLimited) return error.seconds;
    throw error;
  }
}

async function tryTimes(attempt: Attempt, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let done = 0; done < times; done += 1) waits.push(await tryOnce(attempt));
  return waits;
}

test("of five hundred tries at once exactly five are taken", async () => {
  const attempt = someone();
  const waits = await Promise.all(Array.from({ length: 500 }, () => tryOnce(attempt)));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5);
});

test("the sixth try waits until the quarter of an hour is over, and a right password forgets the tries", async () => {
  const attempt = someone();
  const waits = await tryTimes(attempt, 6);
  expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
  expect(waits[5]).toBeGreaterThan(890);
  expect(waits[5]).toBeLessThanOrEqual(900);

  await inDirectory((tx) => forgetTries(tx, attempt));
  expect(await tryOnce(attempt)).toBe(0);
});

test("whoever uses the tries up again and again waits longer, up to an hour", async () => {
  const attempt = someone();
  const longest: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const waits = await tryTimes(attempt, 6);
    longest.push(Math.round((waits[5] ?? 0) / 60));
    await admin`update directory.throttles set expires_at = now() - interval '1 second'
      where points = 6 and expires_at < now() + interval '2 hours'`;
  }
  expect(longest).toEqual([15, 15, 15, 15, 16, 32, 60, 60, 60]);
});

test("a stranger elsewhere cannot use up a member's tries", async () => {
  const member = someone();
  const stranger = { ...member, address: "203.0.113.77" };
  await tryTimes(stranger, 8);
  expect(await tryOnce(stranger)).toBeGreaterThan(0);
  expect(await tryOnce(member)).toBe(0);
});

test("nor can one at the same address, once the browser is known", async () => {
  const stranger = someone();
  await tryTimes(stranger, 6);
  expect(await tryOnce({ ...stranger, device: "known" })).toBe(0);
});

test("two hundred tries from forty addresses are twenty looks, and never the member's on a known browser", async () => {
  const { email } = someone();
  let taken = 0;
  for (let from = 0; from < 40; from += 1) {
    const stranger = { email, address: `192.0.2.${from}` };
    const waits = await Promise.all(Array.from({ length: 5 }, () => tryOnce(stranger)));
    taken += waits.filter((wait) => wait === 0).length;
  }
  expect(taken).toBe(20);
  const member = { email, address: "192.0.2.1", device: "known" };
  expect(await tryOnce(member)).toBe(0);
  const elsewhere = { email, address: "192.0.2.201" };
  expect(await tryOnce(elsewhere)).toBeGreaterThan(80_000);
  // By mail there is a way in for the member on a browser that is not known, and for nobody else.
  await inDirectory((tx) => forgetAllTries(tx, email));
  expect(await tryOnce({ email, address: "192.0.2.202" })).toBe(0);
});

test("asking for mail from everywhere closes the way by mail to nobody elsewhere", async () => {
  const { email } = someone();
  for (let from = 0; from < 25; from += 1) await takeAsk({ email, address: `192.0.2.${from}` });
  await expect(takeAsk({ email, address: "192.0.2.99" })).resolves.toBeUndefined();
  const asks = Array.from({ length: 6 }, () => takeAsk({ email, address: "192.0.2.98" }));
  const refused = (await Promise.allSettled(asks)).filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(1);
});

/** Says that an account's own browsers, or those it does not know, failed so many times in a row. */
async function failedInARow(attempt: Attempt, times: number): Promise<void> {
  const lasting = admin`select key from directory.throttles where expires_at > now() + interval '1 year'`;
  const before = (await lasting).map(({ key }) => key);
  await tryOnce(attempt);
  const after =
    await admin`select key from directory.throttles where expires_at > now() + interval '1 year'`;
  const mine = after.map(({ key }) => key).filter((key) => !before.includes(key));
  expect(mine).toHaveLength(1);
  await admin`update directory.throttles set points = ${times} where key in ${admin(mine)}`;
}

test("after a hundred failures in a row the password is worth nothing there, until another is set by mail", async () => {
  const stranger = someone();
  await failedInARow(stranger, 99);
  expect(await tryOnce(stranger)).toBe(0);
  expect(await tryOnce(stranger)).toBe(86_400);
  const member = { ...stranger, device: "known" };
  expect(await tryOnce(member)).toBe(0);
  await inDirectory((tx) => forgetAllTries(tx, stranger.email));
  expect(await tryOnce(stranger)).toBe(0);
});

test("the member who comes in ends the row of a stranger's failures, and a known browser has a row of its own", async () => {
  const stranger = someone();
  await failedInARow(stranger, 100);
  const member = { ...stranger, device: "known" };
  await inDirectory((tx) => forgetTries(tx, member));
  expect(await tryOnce(stranger)).toBe(0);
  await failedInARow(member, 100);
  expect(await tryOnce(member)).toBe(86_400);
});

test("one address has a hundred failures a day, over however many accounts", async () => {
  const { address } = someone();
  const waits: number[] = [];
  for (let account = 0; account < 102; account += 1) {
    waits.push(await tryOnce({ email: `${newId()}@example.test`, address }));
  }
  expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  expect(waits.at(-1)).toBeGreaterThan(80_000);
});

test("the table names neither accounts nor addresses", async () => {
  const attempt = someone();
  await tryOnce(attempt);
  const text = JSON.stringify(await admin`select * from directory.throttles`);
  expect(text).not.toContain(attempt.email);
  expect(text).not.toContain(attempt.address);
});
