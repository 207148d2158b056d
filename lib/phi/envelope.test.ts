import { createSecretKey } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveFieldKey, openField, openWith, sealField, sealWith, versionOf } from "./envelope.ts";
import { fieldKeys } from "./field-keys.ts";
import { IntegrityError } from "./integrity-error.ts";

const dataKey = createSecretKey(Buffer.alloc(32, 0x11));
const tenantId = "3685708f-d594-a686-1aa7-3f181e657dc5";
const rowId = "0197f3a0-0000-7000-8000-000000000001";
const nonce = Buffer.alloc(12, 0xaa);
const vector = { table: "patient", column: "phi", version: 7 };
const text = '{"family":"Köhler"}';

/** A clinic with an old and a current key version, and another clinic that holds the very same bytes. */
const versions = new Map([
  [1, createSecretKey(Buffer.alloc(32, 0x31))],
  [2, createSecretKey(Buffer.alloc(32, 0x32))],
]);
const keys = fieldKeys(tenantId, versions, 2);
const old = fieldKeys(tenantId, versions, 1);
const foreign = fieldKeys("3685708f-d594-a686-1aa7-3f181e657dc6", versions, 2);
const at = { table: "patients", column: "family_sealed", rowId };

function refusal(open: () => unknown): IntegrityError {
  try {
    open();
  } catch (error) {
    if (error instanceof IntegrityError) return error;
    throw error;
  }
  throw new Error("it was opened");
}

test("the published vector comes out: key, envelope, text", () => {
  const field = deriveFieldKey(dataKey, tenantId, vector);
  const sealed = sealWith(field, rowId, text, nonce);

  expect(field.key.export().toString("hex")).toBe(
    "b5e7f7176b51fa0147c383794598e741d85d7bb11141bbd6d97cc03f95d9c355",
  );
  expect(Buffer.from(sealed).toString("hex")).toBe(
    "010100000007aaaaaaaaaaaaaaaaaaaaaaaab956081e5db765fa5ed4b9ee79d75aba617633ce821a3e71959ddc1d569b155533910dba061ec6896ebff7acbda407af",
  );
  expect(openWith(field, rowId, sealed)).toBe(text);
});

test("the construction is the reference's: under its labels its vector comes out", () => {
  const names = { fieldKey: "clinic/field-key/v1\0", field: "clinic/field/v1\0" };
  const field = deriveFieldKey(dataKey, tenantId, vector, names);

  expect(field.key.export().toString("hex")).toBe(
    "9476c777def1e9e11b14c1023430c6647d54f3681ad277d682c01be8cd28d022",
  );
  expect(Buffer.from(sealWith(field, rowId, text, nonce)).toString("hex")).toBe(
    "010100000007aaaaaaaaaaaaaaaaaaaaaaaa208e9238cb83888ca925bbdbd037dbdac3924cf481518ac6c635fec2edadcaa8a71455362668be1ec92b77f698954141",
  );
});

test("a sealed field opens where it was sealed, under any enabled version", () => {
  expect(openField(keys, at, sealField(keys, at, "Köhler"))).toBe("Köhler");
  expect(openField(keys, at, sealField(old, at, "Köhler"))).toBe("Köhler");
  expect(versionOf(sealField(keys, at, "Köhler"), at)).toBe(2);
});

test.each([
  ["row", { rowId: "0197f3a0-0000-7000-8000-000000000002" }],
  ["column", { column: "given_sealed" }],
  ["table", { table: "notes" }],
])("moved to another %s it is refused", (_what, elsewhere) => {
  const sealed = sealField(keys, at, "Köhler");
  const error = refusal(() => openField(keys, { ...at, ...elsewhere }, sealed));

  expect(error.reason).toBe("rejected");
  expect(JSON.stringify([error, error.message, error.stack])).not.toMatch(
    /Köhler|0197f3a0|3685708f/,
  );
});

test("another clinic cannot open it, even one with the same key", () => {
  const sealed = sealField(keys, at, "Köhler");
  expect(refusal(() => openField(foreign, at, sealed)).reason).toBe("rejected");
});

test("another key version is refused, and one that is not enabled is named as such", () => {
  const relabelled = Buffer.from(sealField(keys, at, "Köhler"));
  relabelled[5] = 1;
  expect(refusal(() => openField(keys, at, relabelled)).reason).toBe("rejected");
  relabelled[5] = 9;
  const unknown = refusal(() => openField(keys, at, relabelled));
  expect(unknown.message).toBe(
    "the sealed value of patients.family_sealed is sealed under a key version that is not enabled",
  );
});

test("a flipped bit in any byte is refused", () => {
  const sealed = sealField(keys, at, "Köhler");
  for (let byte = 0; byte < sealed.length; byte += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const altered = Buffer.from(sealed);
      altered[byte] = (altered[byte] ?? 0) ^ (1 << bit);
      expect(() => openField(keys, at, altered)).toThrow(IntegrityError);
    }
  }
});

test("cut off or extended anywhere it is refused", () => {
  const sealed = sealField(keys, at, "Köhler");
  for (let length = 0; length < sealed.length; length += 1) {
    expect(() => openField(keys, at, sealed.subarray(0, length))).toThrow(IntegrityError);
  }
  expect(() => openField(keys, at, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(
    IntegrityError,
  );
});

test("any well-formed text comes back unchanged, from any row and column, and never twice the same", () => {
  const wellFormed = fc.string({ unit: "binary", maxLength: 300 });
  fc.assert(
    fc.property(wellFormed, fc.uuid(), fc.string(), (plain, row, column) => {
      const place = { table: "patients", column, rowId: row };
      const sealed = sealField(keys, place, plain);
      expect(openField(keys, place, sealed)).toBe(plain);
      expect(Buffer.from(sealed).equals(sealField(keys, place, plain))).toBe(false);
      expect((sealed.length - 34) % 32).toBe(0);
    }),
  );
});

test("no other bytes open", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => openField(keys, at, bytes)).toThrow(IntegrityError);
    }),
  );
});

test("names of up to 31 bytes have sealed values of one length", () => {
  const lengths = ["", "Li", "Ng-Smith", "x".repeat(31)].map(
    (name) => sealField(keys, at, name).length,
  );
  expect(new Set(lengths)).toEqual(new Set([66]));
  expect(sealField(keys, at, "x".repeat(32)).length).toBe(98);
});

test("text that would come back as another text is refused", () => {
  expect(() => sealField(keys, at, "\ud800")).toThrow("half a character");
  expect(openField(keys, at, sealField(keys, at, "ends \u0080\u0000"))).toBe("ends \u0080\u0000");
});

test("a row that is not named by uuid is refused", () => {
  expect(() => sealField(keys, { ...at, rowId: "12" }, "x")).toThrow("named by uuid");
});
