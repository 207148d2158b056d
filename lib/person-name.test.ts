import { expect, test } from "vitest";
import { listedName, sexShown } from "./person-name.ts";

test("the family name stands first in capitals, the preferred name last", () => {
  expect(listedName({ family: "Kuhlman", given: "Dirk" })).toBe("KUHLMAN, Dirk");
  expect(listedName({ family: "Núñez-O'Brien", given: "María José", preferredName: "Pepa" })).toBe(
    "NÚÑEZ-O'BRIEN, María José (Pepa)",
  );
});

test("a preferred name that is the given name is not repeated", () => {
  expect(listedName({ family: "Lee", given: "Ann Marie", preferredName: "ann" })).toBe(
    "LEE, Ann Marie",
  );
  expect(listedName({ family: "Lee", given: "Ann", preferredName: "" })).toBe("LEE, Ann");
});

test("a person with one name has no comma", () => {
  expect(listedName({ family: "Suharto", given: "" })).toBe("SUHARTO");
});

test("an unknown sex is said in words", () => {
  expect(sexShown("male")).toBe("Male");
  expect(sexShown("X (non-binary)")).toBe("X (non-binary)");
  expect(sexShown(undefined)).toBe("Not recorded");
});
