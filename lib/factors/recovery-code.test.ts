import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { meantCode, newRecoveryCode, recoveryCodeHash } from "./recovery-code.ts";

test("a code has 120 bits in letters nobody confuses, and no two are alike", () => {
  const codes = Array.from({ length: 500 }, newRecoveryCode);

  for (const code of codes)
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){5}[0-9A-HJKMNP-TV-Z]{4}$/);
  expect(new Set(codes).size).toBe(codes.length);
  const counts = new Map<string, number>();
  for (const letter of codes.join("").replaceAll("-", ""))
    counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(32);
});

test("a code is the same however it is typed", () => {
  const [account, code] = [newId(), "0123-4567-89AB-CDEF-GHJK-MNPQ"];
  const hash = recoveryCodeHash(account, code);

  expect(hash).toHaveLength(32);
  for (const typed of [
    code.toLowerCase(),
    code.replaceAll("-", ""),
    "o I23 4567-89ab cdef ghjk mnpq",
  ])
    expect(recoveryCodeHash(account, typed)).toEqual(hash);
  expect(recoveryCodeHash(newId(), code)).not.toEqual(hash);
});

test.each(["", "0123", "0123-4567-89AB-CDEF-GHJK-MNPU", `${"0".repeat(25)}`, "é".repeat(24)])(
  "%j is no code",
  (typed) => {
    expect(meantCode(typed)).toBeUndefined();
    expect(recoveryCodeHash(newId(), typed)).toBeUndefined();
  },
);
