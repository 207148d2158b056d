import { expect, test } from "vitest";
import { nextRow } from "./roving-rows.tsx";

test("arrows and J and K move one row and stop at both ends", () => {
  expect(nextRow("ArrowDown", 0, 3)).toBe(1);
  expect(nextRow("j", 2, 3)).toBe(2);
  expect(nextRow("k", 1, 3)).toBe(0);
  expect(nextRow("ArrowUp", 0, 3)).toBe(0);
});

test("Home and End go to the first and last row", () => {
  expect(nextRow("Home", 2, 3)).toBe(0);
  expect(nextRow("End", 0, 3)).toBe(2);
});

test("other keys and an empty table are left alone", () => {
  expect(nextRow("x", 0, 3)).toBeUndefined();
  expect(nextRow("j", 0, 0)).toBeUndefined();
});
