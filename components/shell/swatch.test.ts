import { expect, test } from "vitest";
import { readableOn } from "./swatch.ts";

test("the letter on a clinic's colour is readable", () => {
  expect(readableOn("#1b5fc1")).toBe("#ffffff");
  expect(readableOn("#f2c068")).toBe("#000000");
  expect(readableOn("#ffffff")).toBe("#000000");
  expect(readableOn("no colour")).toBe("#000000");
});
