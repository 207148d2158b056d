import fc from "fast-check";
import { expect, test } from "vitest";
import { cents, exact, plus } from "./decimal.ts";
import { parseLossless } from "./json.ts";

const centsOf = (text: string) => cents(exact(text) ?? { units: 0n, scale: 0 });

test.each([
  ["103.29600000000001", 10_330],
  ["0.005", 1],
  ["0.0049999999999999999999", 0],
  ["-0.005", -1],
  ["1.005", 101],
  ["2.675", 268],
  ["1e3", 100_000],
  ["1.5E-2", 2],
  ["0", 0],
])("%s dollars are %i cents", (text, expected) => {
  expect(centsOf(text)).toBe(expected);
});

test("what is no amount that an integer holds is refused", () => {
  expect(exact("1,000")).toBeUndefined();
  expect(exact("NaN")).toBeUndefined();
  expect(centsOf("1e300")).toBeUndefined();
});

test("whole cents come back as they were, and sums are exact", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1e12, max: 1e12 }),
      fc.integer({ min: -1e12, max: 1e12 }),
      (a, b) => {
        const text = (value: number) =>
          `${value < 0 ? "-" : ""}${Math.floor(Math.abs(value) / 100)}.${String(Math.abs(value) % 100).padStart(2, "0")}`;
        const [left, right] = [exact(text(a)), exact(text(b))];
        if (!left || !right) throw new Error("not read");
        expect(cents(left)).toBe(a === 0 ? 0 : a);
        expect(cents(plus(left, right))).toBe(a + b);
      },
    ),
  );
});

test("numbers keep the digits they were written with", () => {
  expect(JSON.stringify(parseLossless('{"value":7.0,"more":[1e2,103.29600000000001]}'))).toBe(
    '{"value":"7.0","more":["1e2","103.29600000000001"]}',
  );
});

test("a complaint about broken JSON repeats nothing of it", () => {
  expect(() => parseLossless('{"family": "Secretperson" oops}')).toThrow(
    /^not JSON at character \d+$/,
  );
  expect(() => parseLossless('{"family": "Secret')).toThrow("the file is cut off");
});
