import { expect, test } from "vitest";
import { rangeWords, standingOf, statusWords } from "./rules.ts";

const range = { low: 264, high: 916, unit: "ng/dL" };
const flag = (value: number, more = {}) => {
  const standing = standingOf({ value, unit: "ng/dL", ...more }, range);
  return standing.kind === "flagged" ? standing.flag : standing.kind;
};

test("a result is judged by its own range, and the limits themselves are within it", () => {
  expect(flag(263.9)).toBe("L");
  expect(flag(264)).toBe("normal");
  expect(flag(916)).toBe("normal");
  expect(flag(916.1)).toBe("H");
});

test("a result beyond a critical limit is critical", () => {
  const potassium = { low: 3.5, high: 5.1, criticalLow: 2.5, criticalHigh: 6.5 };
  expect(standingOf({ value: 6.6 }, potassium)).toEqual({ kind: "flagged", flag: "HH" });
  expect(standingOf({ value: 2.4 }, potassium)).toEqual({ kind: "flagged", flag: "LL" });
  expect(standingOf({ value: 6.5 }, potassium)).toEqual({ kind: "flagged", flag: "H" });
});

test("what the laboratory said goes before what its range says", () => {
  expect(standingOf({ value: 500 }, { ...range, interpretation: "HH" })).toEqual({
    kind: "flagged",
    flag: "HH",
  });
  expect(standingOf({ value: 5000 }, { ...range, interpretation: "N" })).toEqual({
    kind: "normal",
  });
  expect(standingOf({}, { interpretation: "A" })).toEqual({ kind: "flagged", flag: "A" });
});

test("without a range nothing is judged", () => {
  expect(standingOf({ value: 5 }, undefined)).toEqual({ kind: "no-range" });
  expect(standingOf({ value: 5 }, { text: "see report" })).toEqual({ kind: "no-range" });
  expect(standingOf({}, range)).toEqual({ kind: "no-range" });
});

test("a range in another unit is not compared", () => {
  expect(standingOf({ value: 20, unit: "nmol/L" }, range)).toEqual({ kind: "no-range" });
});

test("a value only bounded is flagged when the bound alone decides it", () => {
  expect(flag(5, { comparator: "<" })).toBe("L");
  expect(flag(264, { comparator: "<" })).toBe("L");
  expect(flag(1500, { comparator: ">" })).toBe("H");
  expect(flag(2000, { comparator: "<" })).toBe("normal");
});

test("a range is said in words, and so is its absence", () => {
  expect(rangeWords(range)).toBe("264–916");
  expect(rangeWords({ low: 60 })).toBe("≥ 60");
  expect(rangeWords({ high: 0 })).toBe("≤ 0");
  expect(rangeWords({ text: "Negative" })).toBe("Negative");
  expect(rangeWords(undefined)).toBe("no range");
});

test("a result that may still change says so", () => {
  expect(statusWords("preliminary")).toBe("preliminary");
  expect(statusWords("corrected")).toBe("corrected");
  expect(statusWords("final")).toBeUndefined();
});
