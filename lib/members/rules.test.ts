import { expect, test } from "vitest";
import { providerNumber } from "#lib/demo/clinics";
import { isNpi, mustEnrol, requiredOf, roleChange, type SignInRules } from "./rules.ts";

test("a provider number is one only with its check digit", () => {
  // The example of the standard's own description.
  expect(isNpi("1234567893")).toBe(true);
  expect(isNpi(providerNumber("199000101"))).toBe(true);
  for (let last = 0; last < 10; last += 1)
    expect(isNpi(`123456789${last}`), String(last)).toBe(last === 3);
});

test.each([
  "",
  "123456789",
  "12345678933",
  "3234567893",
  "0000000000",
  "123456789x",
  " 1234567893",
])("%j is no provider number", (typed) => expect(isNpi(typed)).toBe(false));

test("two neighbouring digits that were swapped are noticed", () => {
  const npi = "1245319599";
  expect(isNpi(npi)).toBe(true);
  for (let at = 0; at < 9; at += 1) {
    const [one = "", two = ""] = [npi[at], npi[at + 1]];
    // Luhn's rule does not tell 09 from 90.
    if (one === two || ["09", "90"].includes(one + two)) continue;
    expect(isNpi(npi.slice(0, at) + two + one + npi.slice(at + 2)), String(at)).toBe(false);
  }
});

const rules: SignInRules = { medical_assistant: 1, prescriber: 2, biller: 1, tenant_admin: 3 };

test("the strictest rule over any role counts, and who cannot meet it has to set up a factor", () => {
  expect(requiredOf(rules, ["biller"])).toBe(1);
  expect(requiredOf(rules, ["biller", "prescriber"])).toBe(2);
  expect(requiredOf(rules, ["prescriber", "tenant_admin"])).toBe(3);
  const code = { hasCode: true, hasPasskey: false };
  expect(mustEnrol(rules, { roles: ["prescriber"], factors: code })).toBe(false);
  expect(mustEnrol(rules, { roles: ["prescriber", "tenant_admin"], factors: code })).toBe(true);
  const passkey = { hasCode: false, hasPasskey: true };
  expect(mustEnrol(rules, { roles: ["tenant_admin"], factors: passkey })).toBe(false);
});

test("a change of roles says what it gives and takes; another order is neither", () => {
  expect(roleChange(["biller", "prescriber"], ["prescriber", "tenant_admin"])).toEqual({
    added: ["tenant_admin"],
    removed: ["biller"],
  });
  expect(roleChange(["biller", "prescriber"], ["prescriber", "biller"])).toEqual({
    added: [],
    removed: [],
  });
});
