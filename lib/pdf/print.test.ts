import { expect, test } from "vitest";
import { runsOf } from "./faces.ts";
import { Pen, styles } from "./pen.ts";
import { printSheet } from "./print.ts";
import type { PrintMark, Sheet } from "./sheet.ts";

const mark: PrintMark = {
  clinic: "Cedar Ridge",
  printedBy: "Dana Ruiz (Administrator)",
  printedAt: "26-Nov-2026 09:12 CST",
  code: "ABCDE-FGHJK-MNPQR-STVWX",
};

const sheetOf = (rows: number, cell = "Viewed the chart"): Sheet => ({
  title: "Access history",
  facts: [["Patient", "GARCÍA-ŁUKASZEWICZ, Иван"]],
  parts: [
    {
      heading: "Events",
      empty: "Nobody has seen this record.",
      columns: [
        { header: "Position", share: 1, isNumber: true },
        { header: "Action", share: 3 },
      ],
      rows: Array.from({ length: rows }, (_, index) => [String(index), cell]),
    },
    { heading: "Note", paragraphs: ["Taken from the trail."] },
  ],
});

const pagesOf = (bytes: Uint8Array) =>
  Number(/\/Type \/Pages\n\/Count (\d+)/.exec(Buffer.from(bytes).toString("latin1"))?.[1]);

test("a sheet is a PDF of as many pages as its rows need, with its type embedded", async () => {
  const bytes = await printSheet(sheetOf(120), mark);
  const text = Buffer.from(bytes).toString("latin1");
  expect(text.startsWith("%PDF-")).toBe(true);
  expect(text.trimEnd().endsWith("%%EOF")).toBe(true);
  expect(pagesOf(bytes)).toBe(4);
  expect(text).toMatch(/\/FontFile[23]/);
  expect(pagesOf(await printSheet(sheetOf(0), mark))).toBe(1);
});

test("a row that is higher than a page goes on over the next ones, and none is lost", async () => {
  expect(pagesOf(await printSheet(sheetOf(1, "word ".repeat(6_000)), mark))).toBeGreaterThan(3);
});

test("the file's own properties name the document and no patient", async () => {
  const text = Buffer.from(await printSheet(sheetOf(3), mark)).toString("latin1");
  expect(text).toContain("Access history");
  expect(text).not.toContain("GARC");
});

test("letters of other scripts have a face, and one that has none is told by its number", () => {
  expect(runsOf("Łuk Иван Ωmega", 400).map(({ face }) => face)).toEqual([
    "latin-ext-400",
    "latin-400",
    "cyrillic-400",
    "latin-400",
    "greek-400",
    "latin-400",
  ]);
  expect(runsOf("中", 400)).toEqual([{ face: "latin-400", text: "[U+4E2D]" }]);
  expect(runsOf("a\u0301", 600)).toEqual([{ face: "latin-600", text: "á" }]);
});

test("a text is broken between words, a long word within, and nothing is cut off", () => {
  const pen = new Pen({ title: "x", isWide: false, at: new Date() });
  const name = "Wolfeschlegelsteinhausenbergerdorff of the long hill";
  const lines = pen.lines(name, 60, styles.body);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.join("").replaceAll(" ", "")).toBe(name.replaceAll(" ", ""));
  for (const line of lines) expect(pen.width(line, styles.body)).toBeLessThanOrEqual(60);
});
