import { expect, test } from "vitest";
import { ageOn, civilDate, clinicDate, clinicDateTime, dayOf, longDate, since } from "./dates.ts";

test("a date shows its month in letters, and no more than is known of it", () => {
  expect(civilDate("1971-12-07")).toBe("07-Dec-1971");
  expect(civilDate("1971-12")).toBe("Dec-1971");
  expect(civilDate("1971")).toBe("1971");
  expect(civilDate("about 1971")).toBe("about 1971");
});

test("an instant shows the day and time of the clinic, not of the server", () => {
  const late = "2026-03-02T03:30:00Z";
  expect(dayOf(late, "America/Los_Angeles")).toBe("2026-03-01");
  expect(clinicDate(late, "Europe/Berlin")).toBe("02-Mar-2026");
  expect(clinicDateTime(late, "America/New_York")).toBe("01-Mar-2026 22:30");
  expect(longDate(late, "America/New_York")).toBe("Sunday, 1 March 2026");
});

test("an age changes on the birthday and not a day before", () => {
  expect(ageOn("1971-12-07", "2021-12-06")).toBe("49 y");
  expect(ageOn("1971-12-07", "2021-12-07")).toBe("50 y");
  expect(ageOn("2024-02-29", "2026-02-28")).toBe("23 mo");
  expect(ageOn("2024-02-29", "2026-03-01")).toBe("2 y");
});

test("small children are said in days, weeks and months", () => {
  expect(ageOn("2026-03-01", "2026-03-01")).toBe("0 d");
  expect(ageOn("2026-03-01", "2026-03-28")).toBe("27 d");
  expect(ageOn("2026-03-01", "2026-05-10")).toBe("10 w");
  expect(ageOn("2025-01-15", "2026-02-14")).toBe("12 mo");
});

test("an age that cannot be known is not guessed", () => {
  expect(ageOn("1971", "2026-01-01")).toBeUndefined();
  expect(ageOn("2027-01-01", "2026-01-01")).toBeUndefined();
  expect(ageOn("1980-13-45", "2026-01-01")).toBeUndefined();
});

test("how long ago is said in one unit", () => {
  expect(since("2026-03-02", "2026-03-02")).toBe("today");
  expect(since("2026-02-27", "2026-03-02")).toBe("3 d ago");
  expect(since("2025-09-02", "2026-03-02")).toBe("5 mo ago");
  expect(since("2024-01-02", "2026-03-02")).toBe("2 y ago");
  expect(since("2026-03-09", "2026-03-02")).toBe("in 7 d");
});
