import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const document = readFileSync("docs/asvs-5.0.md", "utf8");
const [applying = "", rest = ""] = document.split("## Does not apply");

/** The rows of a part of the document, cell by cell. */
const rowsOf = (part: string) =>
  part
    .split("\n")
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .split("|")
        .map((cell) => cell.trim())
        .slice(1, -1),
    );

const rows = rowsOf(applying);
const others = rowsOf(rest);

test("every requirement of levels 1 and 2 has its row", () => {
  const levels = [...rows, ...others].map(([, level]) => level);
  // The standard has 70 of level 1 and 183 of level 2.
  expect(levels.filter((level) => level === "1")).toHaveLength(70);
  expect(levels.filter((level) => level === "2")).toHaveLength(183);
  expect(new Set([...rows, ...others].map(([id]) => id)).size).toBe(253);
});

test("what applies names files that exist, or says openly that it is a gap and why", () => {
  const wrong = rows.filter(([, , , heldBy = "", note = ""]) => {
    if (heldBy === "**gap**") return note.length < 10;
    const paths = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, path = ""]) => path);
    return paths.length === 0 || !paths.every((path) => existsSync(path));
  });
  expect(wrong).toEqual([]);
});

test("what does not apply says why", () => {
  expect(others.filter(([, , why = ""]) => why.length < 5)).toEqual([]);
});

test("the number of gaps that the first lines tell is the number of gaps", () => {
  const gaps = rows.filter(([, , , heldBy]) => heldBy === "**gap**").length;
  expect(document).toContain(`${rows.length} apply, ${gaps} of them gaps.`);
});
