import { expect, test } from "vitest";
import { usualHours } from "../rules.ts";
import { afterHours } from "./hours.ts";
import type { Look, Seen } from "./look.ts";
import { memberName, sameNames } from "./names.ts";
import { pairOf, strangers } from "./relationship.ts";
import { sequences } from "./sequence.ts";
import { spikes } from "./volume.ts";

let position = 0;
const look = (said: Partial<Look> = {}): Look => {
  position += 1;
  return {
    memberId: "m",
    patientId: "p",
    times: 1,
    first: position,
    last: position,
    atSeconds: position * 10,
    day: "2026-11-16",
    weekday: 1,
    minute: 600,
    ...said,
  };
};
const seen = (said: Partial<Seen> = {}): Seen => ({
  family: "Byron",
  given: "Ada",
  mrn: "1",
  lastVisit: 0,
  ...said,
});
const many = (count: number, said: (index: number) => Partial<Look> = () => ({})) =>
  Array.from({ length: count }, (_, index) => look({ patientId: `p${index}`, ...said(index) }));

test.each([
  ["Victoria Hale", "victoria", ["hale"]],
  ["Amara Osei-Mensah, MD", "amara", ["osei", "mensah"]],
  ["Martin Luther King Jr.", "martin", ["king"]],
  ["Zoë O’Brien, PA-C", "zoe", ["obrien"]],
  ["Hale", undefined, ["hale"]],
])("%s is read as a name", (name, given, surnames) => {
  expect(memberName(name)).toEqual({ given, surnames });
});

const kinds = (member: string, patient: Partial<Seen>) =>
  sameNames([look(), look()], new Map([["p", seen(patient)]]), new Map([["m", member]])).map(
    ({ kind, looks }) => [kind, looks],
  );

test("somebody with the member's surname is found, by a half of a double name too", () => {
  expect(kinds("Victoria Byron, MD", {})).toEqual([["same_surname", 2]]);
  expect(kinds("Victoria Hale", { family: "Smith-Hale" })).toEqual([["same_surname", 2]]);
  expect(kinds("Victoria Hale", {})).toEqual([]);
  expect(kinds("Ada Hale", {})).toEqual([]);
  // A first name that is somebody's family name is no surname.
  expect(kinds("Byron Hale", {})).toEqual([]);
});

test("somebody with the member's full name is their own record, and not also a surname", () => {
  expect(kinds("Ada Byron", {})).toEqual([["own_record", 2]]);
  expect(kinds("ÁDA BYRON, NP", { given: "Ada Augusta" })).toEqual([["own_record", 2]]);
  expect(kinds("Bea Byron", {})).toEqual([["same_surname", 2]]);
});

test("what is opened outside the clinic's hours is found, to the minute", () => {
  const at = (weekday: number, minute: number) =>
    afterHours([look({ weekday, minute })], usualHours).length;
  expect([at(1, 419), at(1, 1140), at(6, 600), at(7, 600)]).toEqual([1, 1, 1, 1]);
  expect([at(1, 420), at(1, 1139), at(5, 600)]).toEqual([0, 0, 0]);
});

test("one member's looks outside the hours are one finding", () => {
  const [found, ...others] = afterHours(
    [
      look({ minute: 60 }),
      look({ minute: 61, patientId: "q", day: "2026-11-17" }),
      look(),
      look({ memberId: "n" }),
    ],
    usualHours,
  );
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    patientIds: ["p", "q"],
    looks: 2,
    facts: { days: 2, latest: "2026-11-17 01:01" },
  });
});

test("a day far above the member's own average is found", () => {
  const habit = (average: number, days = 20) => new Map([["m", { average, days }]]);
  expect(spikes(many(13), habit(4))).toMatchObject([
    { kind: "volume", facts: { day: "2026-11-16", charts: 13, average: 4 } },
  ]);
  expect(spikes(many(12), habit(4))).toEqual([]);
  expect(spikes(many(9), habit(1))).toEqual([]);
  // The same patient again and again is one.
  expect(
    spikes(
      many(40, () => ({ patientId: "p" })),
      habit(1),
    ),
  ).toEqual([]);
  // Two days of the usual size are no spike together.
  expect(
    spikes(
      many(20, (index) => ({ day: index % 2 === 0 ? "2026-11-16" : "2026-11-17" })),
      habit(4),
    ),
  ).toEqual([]);
});

test("without enough days to compare with, only a great number counts", () => {
  expect(spikes(many(40), new Map())).toHaveLength(1);
  expect(spikes(many(39), new Map())).toEqual([]);
  expect(spikes(many(39), new Map([["m", { average: 1, days: 4 }]]))).toEqual([]);
});

const inOrder = (count: number, by: (index: number) => Partial<Seen>) =>
  new Map(Array.from({ length: count }, (_, index) => [`p${index}`, seen(by(index))]));
const letter = (index: number) => String.fromCodePoint(97 + index);
const scattered = [3, 0, 6, 1, 7, 2, 5, 4];

test("charts opened one after the other in the order of a list are found", () => {
  const byName = inOrder(8, (index) => ({ family: letter(index), mrn: String(scattered[index]) }));
  expect(sequences(many(8), byName)).toMatchObject([
    { kind: "sequential", facts: { order: "name" }, looks: 8 },
  ]);
  const byMrn = inOrder(8, (index) => ({
    family: letter(scattered[index] ?? 0),
    mrn: `HC-${index + 5}`,
  }));
  expect(sequences(many(8), byMrn)).toMatchObject([{ facts: { order: "MRN" } }]);
  const byVisit = inOrder(8, (index) => ({
    family: letter(scattered[index] ?? 0),
    mrn: String(scattered[index]),
    lastVisit: 100 - index,
  }));
  expect(sequences(many(8), byVisit)).toMatchObject([{ facts: { order: "last visit" } }]);
});

test("charts in no order, too few, or with time between them are not", () => {
  const byName = inOrder(8, (index) => ({ family: letter(index), mrn: String(scattered[index]) }));
  expect(sequences(many(7), byName)).toEqual([]);
  const slow = many(8, (index) => ({ atSeconds: index * 121 }));
  expect(sequences(slow, byName)).toEqual([]);
  const quick = many(8, (index) => ({ atSeconds: index * 120 }));
  expect(sequences(quick, byName)).toHaveLength(1);
  const disordered = inOrder(8, (index) => ({
    family: letter(scattered[index] ?? 0),
    mrn: String(scattered[index]),
  }));
  expect(sequences(many(8), disordered)).toEqual([]);
});

test("what several members opened is no order of one", () => {
  const byName = inOrder(8, (index) => ({ family: letter(index) }));
  const shared = many(8, (index) => ({ memberId: index % 2 === 0 ? "m" : "n" }));
  expect(sequences(shared, byName)).toEqual([]);
});

test("patients without a relationship are one finding of the member", () => {
  const [known, stranger, other] = [
    look({ patientId: "a" }),
    look({ patientId: "b" }),
    look({ patientId: "c" }),
  ];
  expect(strangers([known, stranger, other], new Set([pairOf(known)]))).toMatchObject([
    { kind: "no_relationship", patientIds: ["b", "c"], looks: 2 },
  ]);
  expect(strangers([known], new Set([pairOf(known)]))).toEqual([]);
});
