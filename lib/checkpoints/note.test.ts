import { generateKeyPairSync, sign } from "node:crypto";
import { expect, test } from "vitest";
import { checkpointText, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosignatureLine, cosignedAt, cosignedMessage, parseLines } from "./cosignature.ts";
import { keyIdOf, MalformedNote, parseNote } from "./note.ts";

const pair = generateKeyPairSync("ed25519");
const key = Buffer.from(pair.publicKey.export({ format: "jwk" }).x ?? "", "base64url");
const signer = {
  sign: async (message: Uint8Array) => sign(null, message, pair.privateKey),
  verifyingKey: async () => key,
};
const checkpoint = { origin: "chartkeep/audit/one", size: 20_852_163, root: Buffer.alloc(32, 7) };

test("a signed checkpoint is the note that C2SP describes, and opens with its key alone", async () => {
  const note = await signCheckpoint(checkpoint, signer);
  const [body, lines] = note.split("\n\n");
  expect(body).toBe(`chartkeep/audit/one\n20852163\n${Buffer.alloc(32, 7).toString("base64")}`);
  expect(lines).toMatch(/^— chartkeep\/audit\/one [A-Za-z0-9+/]{90,91}={0,2}\n$/);
  expect(openCheckpoint(note, key)).toEqual(checkpoint);

  expect(openCheckpoint(note.replace("20852163", "20852164"), key)).toBeUndefined();
  expect(openCheckpoint(note.replace("audit/one\n2", "audit/two\n2"), key)).toBeUndefined();
  expect(openCheckpoint(note, Buffer.alloc(32, 1))).toBeUndefined();
  expect(openCheckpoint(checkpointText(checkpoint), key)).toBeUndefined();
});

test("the example of the specification is read, byte for byte", () => {
  const { text, signatures } = parseNote(
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n",
  );
  expect(parseCheckpoint(text)).toMatchObject({
    origin: "example.com/behind-the-sofa",
    size: 20_852_163,
  });
  expect(signatures).toMatchObject([{ name: "example.com/behind-the-sofa", keyId: "033de0ae" }]);
});

test("a key's number is the one of Go's sumdb/note for its published key", () => {
  // sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8
  const bytes = Buffer.from("Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8", "base64");
  expect(keyIdOf("sum.golang.org", 1, bytes.subarray(1))).toBe("033de0ae");
});

test.each([
  ["no signature", "a\n1\n"],
  ["a control character", "a\tb\n1\n\n— a AAAAAAAA\n"],
  ["a broken line", "a\n1\n\n- a AAAAAAAA\n"],
  ["a signature that is no base64", "a\n1\n\n— a AAAA*AAA\n"],
  ["an unfinished end", "a\n1\n\n— a AAAAAAAA"],
  ["very many signatures", `a\n1\n\n${"— a AAAAAAAA\n".repeat(40)}`],
])("%s is no note", (_name, note) => {
  expect(() => parseNote(note)).toThrow(MalformedNote);
});

const root = Buffer.alloc(32).toString("base64");

test.each([
  ["a leading zero", `a\n01\n${root}\n`],
  ["a negative size", `a\n-1\n${root}\n`],
  ["a size beyond counting", `a\n99999999999999999999\n${root}\n`],
  ["a short root", "a\n1\nAAAA\n"],
  ["no origin", `\n1\n${root}\n`],
  ["no line end", `a\n1\n${root}`],
  ["an empty line", `a\n1\n${root}\n\nb\n`],
])("%s is no checkpoint", (_name, text) => {
  expect(() => parseCheckpoint(text)).toThrow(MalformedNote);
});

test("a witness's line says when it saw which checkpoint, and holds for no other", () => {
  const text = checkpointText(checkpoint);
  const witness = { name: "witness.example/w1", key };
  const signature = sign(null, Buffer.from(cosignedMessage(text, 1_790_000_000)), pair.privateKey);
  const lines = parseLines(cosignatureLine(witness, 1_790_000_000, signature));

  expect(cosignedAt(witness, text, lines)).toEqual(new Date(1_790_000_000_000));
  expect(cosignedAt(witness, text.replace("one", "two"), lines)).toBeUndefined();
  expect(cosignedAt({ ...witness, name: "other" }, text, lines)).toBeUndefined();
  const later = parseLines(cosignatureLine(witness, 1_790_000_001, signature));
  expect(cosignedAt(witness, text, later)).toBeUndefined();
});
