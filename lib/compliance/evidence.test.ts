import { expect, test } from "vitest";
import { keyProvider } from "#lib/kms/configured";
import { runInScope } from "#lib/scope";
import { newClinic } from "#lib/testing";
import { controls } from "./controls.ts";
import { evidenceJson } from "./evidence-export.ts";
import { canonicalJson, packFile, signedBytes, verifyPack } from "./pack.ts";
import { getEvidence } from "./queries.ts";

const mark = {
  code: "ABCDEFGH",
  at: "2026-11-26T01:02:03.456Z",
  print: { clinic: "Test Clinic", printedBy: "Test", printedAt: "then", code: "ABCD-EFGH" },
};

test("the pack is signed by the key provider and verified without anything else; any change is refused", async () => {
  const clinic = await newClinic();
  const whole = await runInScope(clinic.as("tenant_admin"), "evidence:export", evidenceJson);
  if (!("bytes" in whole.make)) throw new Error("the pack is no file");
  const text = Buffer.from(await whole.make.bytes(mark)).toString();
  const key = Buffer.from(await (await keyProvider()).verifyingKey()).toString("base64");

  const verdict = verifyPack(text, key);
  if (!verdict.isGood) throw new Error(verdict.problem);
  expect(verdict.evidence.controls).toHaveLength(controls.length);
  expect(verdict.evidence.clinic.id).toBe(clinic.tenantId);
  expect(verifyPack(JSON.stringify(JSON.parse(text)), key).isGood).toBe(true);

  const start = text.indexOf('"evidence"');
  const end = text.indexOf('"howToVerify"');
  for (let at = start; at < end; at += 97) {
    const bytes = Buffer.from(text);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const altered = bytes.toString();
    // A space that became another sign of white space changes nothing that is said.
    if (/^\s$/.test(altered.charAt(at)) && /^\s$/.test(text.charAt(at))) continue;
    expect(verifyPack(altered, key).isGood, `byte ${at}`).toBe(false);
  }
  expect(verifyPack(text.replace('"state": "fail"', '"state": "pass"'), key).isGood).toBe(false);
  expect(verifyPack(text, Buffer.alloc(32, 7).toString("base64"))).toMatchObject({
    problem: "it was signed with another key than the expected one",
  });
  expect(verifyPack("{}").isGood).toBe(false);
  expect(verifyPack("no").isGood).toBe(false);
});

test("whoever signs anew with a key of their own is told apart by the expected key alone", async () => {
  const provider = await keyProvider();
  const whole = await runInScope(
    (await newClinic()).as("tenant_admin"),
    "evidence:export",
    evidenceJson,
  );
  if (!("bytes" in whole.make)) throw new Error("the pack is no file");
  const verdict = verifyPack(Buffer.from(await whole.make.bytes(mark)).toString());
  if (!verdict.isGood) throw new Error(verdict.problem);
  const signature = await provider.sign(Buffer.from(canonicalJson(verdict.evidence)));
  const publicKey = await provider.verifyingKey();
  // Without its label the same words are no evidence pack.
  expect(verifyPack(packFile(verdict.evidence, { publicKey, signature })).isGood).toBe(false);
  expect(Buffer.from(signedBytes(verdict.evidence)).toString()).toMatch(
    /^chartkeep\/evidence-pack\/v1\n\{/,
  );
});

test("there is one spelling", () => {
  expect(canonicalJson({ b: [1, true, null], a: 'x"y', é: "\u2028" })).toBe(
    '{"a":"x\\"y","b":[1,true,null],"é":"\u2028"}',
  );
  expect(() => canonicalJson({ a: 1.5 })).toThrow();
  expect(() => canonicalJson(undefined)).toThrow();
});

test("only an administrator reads or takes the evidence", async () => {
  const clinic = await newClinic();
  await expect(runInScope(clinic.as("biller"), "evidence:export", evidenceJson)).rejects.toThrow(
    "missing evidence:export",
  );
  await expect(runInScope(clinic.as("prescriber"), "evidence:read", getEvidence)).rejects.toThrow(
    "missing evidence:read",
  );
});
