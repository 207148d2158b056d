import fc from "fast-check";
import { expect, test } from "vitest";
import { findDate } from "./search-dates.ts";
import { readSearch } from "./search-text.ts";

const today = "2026-11-23";
const read = (text: string) => readSearch(text, today);

test.each([
  ["2021-03-09", ["2021-03-09"]],
  ["2021/3/9", ["2021-03-09"]],
  ["03/09/2021", ["2021-03-09", "2021-09-03"]],
  ["3/9/21", ["2021-03-09", "1921-03-09", "2021-09-03", "1921-09-03"]],
  ["3/9/71", ["1971-03-09", "1971-09-03"]],
  ["25/12/1980", ["1980-12-25"]],
  ["12.25.1980", ["1980-12-25"]],
  ["9 Mar 2021", ["2021-03-09"]],
  ["09-Mar-2021", ["2021-03-09"]],
  ["9mar2021", ["2021-03-09"]],
  ["Mar 9 2021", ["2021-03-09"]],
  ["March 9th, 2021", ["2021-03-09"]],
  ["9 sept 1999", ["1999-09-09"]],
  ["19711207", ["1971-12-07"]],
  ["12071971", ["1971-12-07", "1971-07-12"]],
])("%s is a birth date", (text, days) => {
  expect(read(text).birthDates).toEqual(days);
  expect(read(text).names).toEqual([]);
});

test.each(["2021-02-30", "13/13/2021", "2027-01-01", "1771-01-01", "Mar 2021", "555-867-5309"])(
  "%s is no birth date",
  (text) => {
    expect(read(text).birthDates).toEqual([]);
  },
);

test.each(["kuhl 1971-12-07", "1971-12-07 kuhl", "Kühl 7 Dec 1971", "KUHL, 7-Dec-1971"])(
  "%s is a name and a birth date",
  (text) => {
    expect(read(text)).toMatchObject({ birthDates: ["1971-12-07"] });
    expect(read(text).names[0]).toEqual({ family: "kuhl" });
  },
);

test("last, first", () => {
  expect(read("Kühl, Anna").names).toEqual([{ family: "kuhl", given: "anna" }]);
  expect(read("kuhl,").names).toEqual([{ family: "kuhl" }]);
  expect(read(", anna").names).toEqual([{ given: "anna" }]);
});

test("last, first and a middle name that is kept apart", () => {
  expect(read("Kuhl, Anna Marie").names).toEqual([
    { family: "kuhl", given: "annamarie" },
    { family: "kuhl", given: "anna" },
  ]);
});

test("one word is a family name before it is a given one", () => {
  expect(read("ann").names).toEqual([{ family: "ann" }, { given: "ann" }]);
});

test("first last comes before every other reading of two words", () => {
  expect(read("Anna Kuhl").names).toEqual([
    { given: "anna", family: "kuhl" },
    { family: "annakuhl" },
    { given: "annakuhl" },
    { family: "anna", given: "kuhl" },
  ]);
});

test("a family name of two words, a given name of two, and a middle name are all read", () => {
  expect(read("Maria Garcia Marquez").names).toEqual(
    expect.arrayContaining([
      { given: "maria", family: "garciamarquez" },
      { given: "mariagarcia", family: "marquez" },
      { given: "maria", family: "marquez" },
      { family: "mariagarciamarquez" },
    ]),
  );
});

test("hyphens and apostrophes do not part a word", () => {
  expect(read("o’brien-smith").names[0]).toEqual({ family: "obriensmith" });
});

test("names with digits in them are names, and may be an MRN", () => {
  expect(read("Xenia801").names[0]).toEqual({ family: "xenia801" });
  expect(read("Xenia801").mrn).toBe("XENIA801");
});

test("an MRN in any punctuation", () => {
  expect(read("nc-00 12").mrn).toBe("NC0012");
  expect(read("kuhl").mrn).toBeUndefined();
});

test.each(["(555) 867-5309", "555.867.5309", "+1 555 867 5309"])("%s is a phone number", (text) => {
  expect(read(text)).toMatchObject({ phone: "+15558675309", names: [] });
});

test("a birth date is no phone number", () => {
  expect(read("1971-12-07")).toMatchObject({ birthDates: ["1971-12-07"], phone: undefined });
});

test("an e-mail address is nothing else", () => {
  expect(read(" Ada@Example.org ")).toEqual({
    names: [],
    birthDates: [],
    mrn: undefined,
    phone: undefined,
    email: "ada@example.org",
  });
});

test.each(["", " ", ",", "-", "()", "@"])("%j means nothing", (text) => {
  const { names, birthDates, mrn, phone, email } = read(text);
  expect([...names, ...birthDates, mrn, phone, email].filter(Boolean)).toEqual([]);
});

test("any text is read, in few readings and in no time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
      expect(read(text).names.length).toBeLessThanOrEqual(13);
    }),
  );
});

test.each(["1".repeat(100_000), "jan ".repeat(25_000), "- ".repeat(50_000), "1/".repeat(50_000)])(
  "a hostile text of 100,000 characters is read at once",
  (text) => {
    const start = performance.now();
    findDate(text, today);
    expect(performance.now() - start).toBeLessThan(500);
  },
);
