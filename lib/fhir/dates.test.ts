import { expect, test } from "vitest";
import { dayIn, when } from "./dates.ts";

const zone = "America/New_York";

test.each([
  ["2012", "year", "2012-01-01T05:00:00.000Z"],
  ["2012-07", "month", "2012-07-01T04:00:00.000Z"],
  ["2012-07-15", "day", "2012-07-15T04:00:00.000Z"],
  ["2012-07-15T23:30:00Z", "instant", "2012-07-15T23:30:00.000Z"],
  ["2012-07-15T23:30:00.123456-04:00", "instant", "2012-07-16T03:30:00.123Z"],
  ["2024-02-29", "day", "2024-02-29T05:00:00.000Z"],
])("%s is known to the %s", (text, precision, start) => {
  expect(when(text, zone)).toMatchObject({ text, precision, start: new Date(start) });
});

test.each([
  "2023-02-29",
  "2012-13",
  "2012-04-31",
  "0000",
  "2012-07-15T24:10:00Z",
  "15.07.2012",
  "2012-7-1",
])("%s is no date", (text) => expect(when(text, zone)).toBeUndefined());

test("a day is the clinic's, not Greenwich's", () => {
  expect(dayIn(zone, new Date("2024-03-02T03:00:00Z"))).toBe("2024-03-01");
});
