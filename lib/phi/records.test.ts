import { expect, test } from "vitest";
import { DemographicsRecord, packRecord, readRecord } from "./records.ts";

test("a record comes back as it was packed", () => {
  const packed = packRecord(DemographicsRecord, { sex: "Female", prefix: undefined });
  expect(readRecord(DemographicsRecord, packed)).toEqual({ sex: "Female" });
});

test.each(["Ada Byron", '{"sex":["Byron"]}', '"Byron"', '{"sex":"Byr'])(
  "what is no record is an error that repeats nothing of it: %s",
  (opened) => {
    const read = () => readRecord(DemographicsRecord, opened);
    expect(read).toThrow();
    try {
      read();
    } catch (error) {
      const { message, stack, cause } = error as Error;
      expect(JSON.stringify([message, stack, cause, error])).not.toMatch(/Byr/);
    }
  },
);
