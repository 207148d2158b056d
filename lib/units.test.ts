import { expect, test } from "vitest";
import { unitShown } from "./units.ts";

test("units are written as people write them", () => {
  expect(unitShown("mm[Hg]")).toBe("mmHg");
  expect(unitShown("kg/m2")).toBe("kg/m²");
  expect(unitShown("10*3/uL")).toBe("×10³/µL");
  expect(unitShown("ug/dL")).toBe("µg/dL");
  expect(unitShown("m[IU]/L")).toBe("mIU/L");
});

test("a unit that needs no change is left alone", () => {
  expect(unitShown("ng/dL")).toBe("ng/dL");
  expect(unitShown("%")).toBe("%");
  expect(unitShown("U/L")).toBe("U/L");
});

test("a remark is not a unit", () => {
  expect(unitShown("{score}")).toBeUndefined();
  expect(unitShown(undefined)).toBeUndefined();
});
