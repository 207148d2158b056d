import fc from "fast-check";
import { expect, test } from "vitest";
import { centsFromDecimal, centsFromTyped, formatCents, typedFromCents } from "./money.ts";

test.each([
  ["103.29600000000001", 10_330],
  ["0.005", 1],
  ["-0.005", -1],
  ["0.0049999", 0],
  ["1e3", 100_000],
  ["1.5e-2", 2],
  ["129.16", 12_916],
  ["0", 0],
])("%s in an interchange file is %i cents", (text, cents) => {
  expect(centsFromDecimal(text)).toBe(cents);
});

test.each(["", "abc", "1,5", "NaN", "Infinity", "1e999", "99999999999999999"])(
  "%s is refused as an amount in an interchange file",
  (text) => {
    expect(() => centsFromDecimal(text)).toThrow(RangeError);
  },
);

test.each([
  ["1,234.50", 123_450],
  ["$20", 2_000],
  [" 20.5 ", 2_050],
  ["0.07", 7],
])("typing %s means %i cents", (typed, cents) => {
  expect(centsFromTyped(typed)).toBe(cents);
});

test.each(["", "-5", "1.234", "12,34", "1e3", "20 dollars", "1,2345", "9999999999"])(
  "typing %s is not an amount",
  (typed) => {
    expect(centsFromTyped(typed)).toBeUndefined();
  },
);

test("what a field shows reads back as the same cents", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999_999 }), (cents) => {
      expect(centsFromTyped(typedFromCents(cents))).toBe(cents);
      expect(centsFromDecimal(typedFromCents(cents))).toBe(cents);
    }),
  );
});

test("amounts read as money, credits with a minus", () => {
  expect(formatCents(120_455)).toBe("$1,204.55");
  expect(formatCents(-2_000)).toBe("-$20.00");
});
