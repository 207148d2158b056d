import { expect, test } from "vitest";
import { z } from "zod";
import { typedText } from "./input-text.ts";
import { formValues, parseStrictly } from "./strict-input.ts";

const Payment = z.object({ cents: z.coerce.number().int(), memo: typedText(20).optional() });

function form(...fields: readonly [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
}

test("a value nested deeper than any of ours is refused like any other, not a fault", () => {
  const nested = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
  expect(parseStrictly(Payment, { cents: "1", memo: nested })).toMatchObject({
    success: false,
    issues: { form: [expect.any(String)] },
  });
});

test("what fits comes through", () => {
  const values = formValues(form(["cents", "1250"], ["memo", " Zoë \n"], ["$ACTION_ID_x", ""]));
  expect(parseStrictly(Payment, values)).toEqual({
    success: true,
    data: { cents: 1250, memo: "Zoë" },
  });
});

test.each([
  [
    [
      ["cents", "1"],
      ["role", "tenant_admin"],
    ],
    "form",
  ],
  [
    [
      ["cents", "1"],
      ["cents", "2"],
    ],
    "cents",
  ],
  [[["cents", "x"]], "cents"],
  [
    [
      ["cents", "1"],
      ["memo", "a\u0000b"],
    ],
    "memo",
  ],
  [
    [
      ["cents", "1"],
      ["memo", "a\u202eb"],
    ],
    "memo",
  ],
  [
    [
      ["cents", "1"],
      ["memo", "x".repeat(21)],
    ],
    "memo",
  ],
  [
    [
      ["cents", "1"],
      ["__proto__", "x"],
    ],
    "form",
  ],
] as const)("%j is refused at %s", (fields, at) => {
  const values = formValues(form(...(fields as unknown as [string, string][])));
  const parsed = parseStrictly(Payment, values);
  expect(parsed.success).toBe(false);
  expect(parsed.success ? [] : Object.keys(parsed.issues)).toEqual([at]);
});

test("half a surrogate pair is refused, a whole one is not", () => {
  expect(parseStrictly(Payment, { cents: 1, memo: "\ud83d" }).success).toBe(false);
  expect(parseStrictly(Payment, { cents: 1, memo: "😀" }).success).toBe(true);
});

test("a complaint never repeats what was typed", () => {
  const parsed = parseStrictly(Payment, {
    cents: "secret words",
    memo: "secret words that are long",
  });
  expect(JSON.stringify(parsed)).not.toContain("secret");
});

test("a form larger than any of ours is not read", () => {
  expect(formValues(form(["memo", "x".repeat(70_000)]))).toBeUndefined();
});
