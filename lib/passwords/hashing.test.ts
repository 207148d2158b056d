import { expect, test } from "vitest";
import { Unavailable } from "#lib/errors";
import { hashPassword, isOutdated, verifyPassword } from "./hashing.ts";

test("a password opens its own hash, however its accents were typed", async () => {
  const hash = await hashPassword("cafe\u0301 au lait, s'il vous plait");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
  expect(await verifyPassword(hash, "caf\u00e9 au lait, s'il vous plait")).toBe(true);
  expect(await verifyPassword(hash, "cafe au lait, s'il vous plait")).toBe(false);
});

test("the whole of a long password counts", async () => {
  const long = "🔑".repeat(128);
  const hash = await hashPassword(long);
  expect(await verifyPassword(hash, long)).toBe(true);
  expect(await verifyPassword(hash, `${long.slice(0, -2)}🔒`)).toBe(false);
});

test("without a hash nothing opens, not even the decoy", async () => {
  expect(await verifyPassword(undefined, "no account has this password")).toBe(false);
});

test("beyond two at work and sixteen waiting, the next is refused at once", async () => {
  const tries = Array.from({ length: 30 }, () => verifyPassword(undefined, "x"));
  const results = await Promise.allSettled(tries);
  const refused = results.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(12);
  for (const result of refused) {
    expect(result.status === "rejected" && result.reason).toBeInstanceOf(Unavailable);
  }
  expect(await verifyPassword(undefined, "x")).toBe(false);
});

test("a hash of another cost is outdated", async () => {
  expect(isOutdated(await hashPassword("x"))).toBe(false);
  expect(isOutdated("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA")).toBe(true);
});
