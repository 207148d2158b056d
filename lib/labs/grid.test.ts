import { expect, test } from "vitest";
import { collectionsOf, type PlacedResult, panelsOf } from "./grid.ts";
import type { ResultView } from "./view.ts";

const result = (at: string, more: Partial<ResultView> = {}): ResultView => ({
  id: `${at}-${more.shown}`,
  at,
  shown: "5",
  value: 5,
  unit: "mg/dL",
  standing: { kind: "normal" },
  low: 1,
  high: 9,
  range: "1–9",
  status: undefined,
  laboratory: undefined,
  comment: undefined,
  ...more,
});
const placed = (name: string, panel: string | undefined, view: ResultView): PlacedResult => ({
  code: name,
  name,
  panel,
  result: view,
});
const [march, january] = ["2026-03-02T14:00:00.000Z", "2026-01-05T14:00:00.000Z"];

test("tests stand under the panel of their newest result, results without one last", () => {
  const panels = panelsOf([
    placed("Glucose", undefined, result(march)),
    placed("Glucose", "Metabolic panel", result(january)),
    placed("Note", undefined, result(march)),
    placed("Calcium", "Metabolic panel", result(march)),
  ]);
  expect(panels.map(({ name, tests }) => [name, tests.map((one) => one.name)])).toEqual([
    ["Metabolic panel", ["Calcium", "Glucose"]],
    ["Other results", ["Note"]],
  ]);
});

test("a test shows the unit and range of its newest result and keeps every result", () => {
  const flagged = { kind: "flagged", flag: "H" } as const;
  const [panel] = panelsOf([
    placed("LDL", "Lipids", result(march, { shown: "90", unit: "mg/dL", range: "≤ 100" })),
    placed("LDL", "Lipids", result(january, { shown: "3", unit: "mmol/L", standing: flagged })),
    placed("LDL", "Lipids", result(january, { shown: "4", unit: "mmol/L" })),
  ]);
  const ldl = panel?.tests[0];
  expect(ldl).toMatchObject({ unit: "mg/dL", range: "≤ 100", isAbnormal: true });
  expect(ldl?.results[january]?.map(({ shown }) => shown)).toEqual(["3", "4"]);
});

test("two collections on one day say the time", () => {
  const columns = collectionsOf(
    [new Date("2026-03-02T20:00:00Z"), new Date("2026-03-02T14:00:00Z"), new Date(january)],
    "America/New_York",
  );
  expect(columns.map(({ date, time }) => [date, time])).toEqual([
    ["02-Mar-2026", "15:00"],
    ["02-Mar-2026", "09:00"],
    ["05-Jan-2026", undefined],
  ]);
});
