import { expect, test } from "vitest";
import { foldPatient, nameKey, rankOf } from "./rules.ts";
import { readSearch } from "./search-text.ts";

/** The names that a search finds among these, best first. */
function found(text: string, names: readonly (readonly [string, string, string?])[]): string[] {
  const { names: readings } = readSearch(text, "2026-11-23");
  return names
    .map(([family, given, former]) => ({
      shown: `${family}, ${given}`,
      rank: rankOf(readings, foldPatient(family, given, former)),
    }))
    .flatMap(({ shown, rank }) => (rank === undefined ? [] : [{ shown, rank }]))
    .sort((a, b) => a.rank - b.rank)
    .map(({ shown }) => shown);
}

test("exact before prefix, a family name before a given one", () => {
  const clinic = [
    ["Li", "Anna"],
    ["Annan", "Kofi"],
    ["Kuhl", "Annabel"],
    ["Anna", "Bo"],
  ] as const;
  expect(found("anna", clinic)).toEqual(["Anna, Bo", "Li, Anna", "Annan, Kofi", "Kuhl, Annabel"]);
});

test("a name of two letters is found whole, never as the beginning of another", () => {
  expect(
    found("li", [
      ["Li", "Bo"],
      ["Lindqvist", "Bo"],
      ["Ng", "Li"],
    ]),
  ).toEqual(["Li, Bo", "Ng, Li"]);
});

test("either half of a double name finds it, and so does the whole in any spelling", () => {
  const clinic = [["Smith-Jones", "Ann"]] as const;
  for (const text of [
    "smith",
    "jones",
    "smithjones",
    "Smith Jones",
    "smith-jo",
    "jon",
    "ann jones",
  ]) {
    expect(found(text, clinic), text).toHaveLength(1);
  }
  expect(found("ones", clinic)).toEqual([]);
});

test("first last is preferred to last first", () => {
  expect(
    found("james thomas", [
      ["James", "Thomas"],
      ["Thomas", "James"],
    ]),
  ).toEqual(["Thomas, James", "James, Thomas"]);
});

test("a former name still finds the patient", () => {
  expect(found("mueller", [["Kuhl", "Anna", "Müller"]])).toEqual([]);
  expect(found("muller", [["Kuhl", "Anna", "Müller"]])).toEqual(["Kuhl, Anna"]);
});

test("both words have to fit", () => {
  expect(
    found("anna kuhl", [
      ["Kuhl", "Bo"],
      ["Kuhl", "Anna"],
      ["Meyer", "Anna"],
    ]),
  ).toEqual(["Kuhl, Anna"]);
});

test("accents do not part a family in a list by name", () => {
  expect(nameKey(foldPatient("Köhler", "Ann"))).toBe(nameKey(foldPatient("Kohler", "Ann")));
});
