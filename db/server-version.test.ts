import { expect, test } from "vitest";
import { refusalOfVersion } from "./server-version.ts";

test.each([150014, 150018, 160010, 170006, 180000, 180004])("%i is supported", (version) => {
  expect(refusalOfVersion(version)).toBeUndefined();
});

test.each([150013, 160009, 170005])("%i leaks hidden rows and is refused", (version) => {
  expect(refusalOfVersion(version)).toMatch(/update it to/);
});

test.each([0, 140020, 190000])("%i is not a version that Chartkeep runs on", (version) => {
  expect(refusalOfVersion(version)).toMatch(/runs on 15 to 18/);
});
