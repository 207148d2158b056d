import { expect, test } from "vitest";
import { arrayLiteral, parseArray } from "./arrays.ts";

const same = (text: string) => text;

test("what is written as an array literal is read back as the same elements", () => {
  const items = [
    "plain",
    "",
    'a "quote"',
    "back\\slash",
    "a,b",
    "{c}",
    "NULL",
    "line\nbreak",
    null,
  ];
  expect(parseArray(arrayLiteral(items), same)).toEqual(items);
});

test("bytes, instants, booleans and nested arrays have PostgreSQL's text form", () => {
  expect(arrayLiteral([Uint8Array.of(0, 255)])).toBe('{"\\\\x00ff"}');
  expect(arrayLiteral([new Date(0)])).toBe('{"1970-01-01T00:00:00.000Z"}');
  expect(arrayLiteral([[true], [false]])).toBe('{{"true"},{"false"}}');
});

test("an empty array is empty", () => {
  expect(arrayLiteral([])).toBe("{}");
  expect(parseArray("{}", same)).toEqual([]);
});

test("an array of arrays is refused, not misread", () => {
  expect(() => parseArray("{{1},{2}}", Number)).toThrow("one-dimensional");
});
