import { randomBytes } from "node:crypto";
import { generateSync } from "otplib";
import { expect, test } from "vitest";
import { seedAddress, seedOf, stepOf, typedSeed } from "./totp.ts";

const rfc = Buffer.from("12345678901234567890");
const step = 1_000_000;
const start = step * 30;
const codeOf = (at: number) => generateSync({ secret: rfc, epoch: at * 30 });

// RFC 6238, appendix B, for SHA-1; our codes are the last six digits.
test.each([
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
])("at %i the standard's code is accepted", (now, code) => {
  expect(stepOf(rfc, code, now)).toBe(Math.floor(now / 30));
});

test.each([
  ["the current code, from the first second", 0, 0, step],
  ["the current code, to the last second", 0, 29.9, step],
  ["the previous code, within five seconds", -1, 4.9, step - 1],
  ["the previous code, after five seconds", -1, 5, undefined],
  ["the one before", -2, 0, undefined],
  ["the next code, one second early", 1, 29, undefined],
  ["the next code", 1, 0, undefined],
])("%s", (_what, offset, second, expected) => {
  expect(stepOf(rfc, codeOf(step + offset), start + second)).toBe(expected);
});

test.each(["", "12345", "1234567", "12345a", "１２３４５６", " 28708"])("%j is no code", (code) => {
  expect(stepOf(rfc, code, 59)).toBeUndefined();
});

test("a seed has 160 bits, hangs on every bit of its secret and says nothing of it", () => {
  const secret = randomBytes(32);
  const other = Buffer.from(secret);
  other[31] = (other[31] ?? 0) ^ 1;

  expect(seedOf(secret)).toHaveLength(20);
  expect(seedOf(secret)).toEqual(seedOf(Buffer.from(secret)));
  expect(seedOf(other)).not.toEqual(seedOf(secret));
  expect(secret.includes(Buffer.from(seedOf(secret)))).toBe(false);
});

test("the address names the product and the person, and holds the seed as it is typed", () => {
  expect(typedSeed(rfc)).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  expect(seedAddress(rfc, "a@clinic.test")).toBe(
    "otpauth://totp/Chartkeep:a%40clinic.test?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Chartkeep",
  );
});
