import { createSecretKey } from "node:crypto";
import { expect, test } from "vitest";
import { deriveIndexKey, indexKeys, shortToken } from "./index-keys.ts";
import { foldEmail, foldMrn, foldName, foldPhone, nameParts } from "./normalize.ts";
import { tokensOf } from "./search-tokens.ts";
import { bitRange, plannedPatients, tokenPlan } from "./token-plan.ts";

const indexKey = createSecretKey(Buffer.alloc(32, 0x22));
const tenantId = "3685708f-d594-a686-1aa7-3f181e657dc5";
const reference = { table: "patient", column: "family", index: "prefix3" };
const tokens = tokensOf(indexKeys(tenantId, new Map([[1, indexKey]]), 1));
const partitions = [0, 1, 2, 3, 4, 5, 6, 7];

test("the construction is the reference's: under its label its tokens come out", () => {
  const key = deriveIndexKey(indexKey, tenantId, reference, "clinic/blind-index/v1\0");

  expect(key.export().toString("hex")).toBe(
    "d44b7d5983a71434cc9248e6e9a20a0ff3f37c268b78d522b1081f7f84ae9d58",
  );
  expect(partitions.map((partition) => shortToken(key, partition, "koh", 16))).toEqual([
    13026, 62850, 33482, 40576, 3841, 59869, 10751, 14029,
  ]);
});

test("the published tokens come out", () => {
  const key = deriveIndexKey(indexKey, tenantId, reference);

  expect(key.export().toString("hex")).toBe(
    "5c2a83873c94d072a94dac9c58c742ae6f3c9071e80ec7c8ff815ad8824decb4",
  );
  expect(partitions.map((partition) => shortToken(key, partition, "koh", 16))).toEqual([
    13032, 44018, 1676, 35406, 38819, 13689, 38984, 22437,
  ]);
});

test.each([
  ["Köhler-Groß", "kohlergross"],
  ["O’Brien", "obrien"],
  ["O'Brien", "obrien"],
  ["D‘Angelo", "dangelo"],
  ["Søren", "soren"],
  ["Łukasz", "lukasz"],
  ["Nguyễn", "nguyen"],
  ["ÆTHELRED", "aethelred"],
  ["St. John", "stjohn"],
  ["Xenia801", "xenia801"],
  ["Ｌｉ", "li"],
  ["  ", ""],
])("%s is searched as %s", (name, folded) => {
  expect(foldName(name)).toBe(folded);
});

test("composed and decomposed accents fold to the same name", () => {
  expect(foldName("José".normalize("NFD"))).toBe(foldName("José".normalize("NFC")));
});

test("the parts of a double name are told apart, an apostrophe does not part one", () => {
  expect(nameParts("García Márquez")).toEqual(["garcia", "marquez"]);
  expect(nameParts("O'Neill-Šimić")).toEqual(["oneill", "simic"]);
});

test.each(["(555) 867-5309", "555.867.5309", "+1 555 867 5309", "1-555-867-5309", "5558675309"])(
  "the phone number %s is one number however it is written",
  (written) => {
    expect(foldPhone(written)).toBe("+15558675309");
  },
);

test("numbers no exchange gives out are kept, and what is no number is undefined", () => {
  expect(foldPhone("555-201-4477")).toBe("+15552014477");
  expect(foldPhone("+44 20 7946 0958")).toBe("+442079460958");
  expect(foldPhone("12345")).toBeUndefined();
  expect(foldPhone("home")).toBeUndefined();
});

test("MRNs and e-mail addresses are compared without punctuation and case", () => {
  expect(foldMrn("nc-00 12a")).toBe("NC0012A");
  expect(foldEmail(" Ada@Example.ORG ")).toBe("ada@example.org");
});

test("a stored token is among those that a search for the name asks for, in every column", () => {
  const stored = tokens.ofName({ family: "Köhler-Groß", given: "Anne Marie" });

  expect(tokens.anyName("family3", "koh")).toContain(stored.family3);
  expect(tokens.anyName("family4", "kohl")).toContain(stored.family4);
  expect(tokens.anyName("family6", "kohler")).toContain(stored.family6);
  expect(tokens.anyName("familyFull", "kohler")).toContain(stored.familyFull);
  expect(tokens.anyName("secondFamily3", "gro")).toContain(stored.secondFamily3);
  expect(tokens.anyName("secondFamilyFull", "gross")).toContain(stored.secondFamilyFull);
  expect(tokens.anyName("given3", "ann")).toContain(stored.given3);
  expect(tokens.anyName("given4", "anne")).toContain(stored.given4);
  expect(tokens.anyName("givenFull", "anne")).toContain(stored.givenFull);
});

test("a name too short for a prefix is found by its whole self alone", () => {
  const stored = tokens.ofName({ family: "Li", given: "Al" });

  expect(stored).toMatchObject({ family3: null, family4: null, family6: null, given3: null });
  expect(tokens.anyName("familyFull", "li")).toContain(stored.familyFull);
  expect(tokens.anyName("givenFull", "al")).toContain(stored.givenFull);
  expect(stored).toMatchObject({ secondFamily3: null, secondFamilyFull: null });
});

test("equal names are spread over eight tokens", () => {
  const seen = new Set(
    Array.from({ length: 400 }, () => tokens.ofName({ family: "Smith", given: "Ann" }).family3),
  );
  expect(seen.size).toBe(8);
});

test("the same text has another token in every column and every clinic", () => {
  const elsewhere = tokensOf(
    indexKeys("3685708f-d594-a686-1aa7-3f181e657dc6", new Map([[1, indexKey]]), 1),
  );
  const all = [
    tokens.anyName("family3", "lee"),
    tokens.anyName("familyFull", "lee"),
    tokens.anyName("given3", "lee"),
    elsewhere.anyName("family3", "lee"),
  ].map((each) => each.join());
  expect(new Set(all).size).toBe(all.length);
});

test("an MRN has one token of sixteen bytes, whatever its punctuation", () => {
  expect(tokens.ofMrn("nc-0012")).toHaveLength(16);
  expect(tokens.anyMrn("NC 0012")).toEqual([tokens.ofMrn("nc-0012")]);
});

test("contacts that are none have no token", () => {
  expect(tokens.ofContact("phone", "none")).toBeNull();
  expect(tokens.ofContact("email", "unknown")).toBeNull();
  expect(tokens.anyContact("email", "Ada@example.org")).toEqual([
    tokens.ofContact("email", "ada@EXAMPLE.org"),
  ]);
});

test("while an index key is being rotated a search asks for the old and the new token", () => {
  const both = new Map([
    [1, indexKey],
    [2, createSecretKey(Buffer.alloc(32, 0x23))],
  ]);
  const rotated = tokensOf(indexKeys(tenantId, both, 2));

  expect(rotated.anyBirthDate("1971-12-07")).toContain(tokens.ofBirthDate("1971-12-07"));
  expect(rotated.anyBirthDate("1971-12-07")[0]).toBe(rotated.ofBirthDate("1971-12-07"));
  expect(rotated.anyName("family3", "koh")).toHaveLength(16);
});

test("every token is as wide as planned: no wider than hides a row, no narrower than a search can bear", () => {
  const { least, most } = bitRange(plannedPatients);
  for (const [column, cut] of Object.entries(tokenPlan)) {
    expect(cut.bits, column).toBeGreaterThanOrEqual(least);
    expect(cut.bits, column).toBeLessThanOrEqual(most);
  }
});

test("what a name search opens for nothing stays under a thousandth of the patients", () => {
  for (const cut of Object.values(tokenPlan)) {
    expect(cut.partitions / 2 ** cut.bits).toBeLessThanOrEqual(1 / 2_000);
  }
});

test("a partitioned column hides three bits more than it is wide, so that no name column tells a row", () => {
  for (const cut of [tokenPlan.family3, tokenPlan.given3, tokenPlan.familyFull]) {
    expect(cut.bits - Math.log2(cut.partitions)).toBeLessThanOrEqual(
      bitRange(plannedPatients).most - 3,
    );
  }
});
