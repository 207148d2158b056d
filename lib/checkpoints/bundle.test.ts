import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { runInScope } from "#lib/scope";
import { newClinic } from "#lib/testing";
import { signIn } from "#lib/testing-logins";
import { openCheckpoint } from "./checkpoint.ts";
import { makeCheckpoint } from "./make.ts";
import { asKeeper } from "./operator.ts";
import { newestCheckpoint } from "./stored.ts";
import {
  appendEventsTo,
  asForger,
  bundleText,
  cutFrom,
  newSigner,
  rewriteFrom,
  standaloneVerdict,
} from "./testing-chains.ts";

const signer = newSigner();
const key = signer.key.toString("base64");
let folder = "";
let tenantId = "";
let otherId = "";
let whole: string[] = [];

/** A clinic whose events have details, patients and every kind of hash field, signed twice; and another one. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "chartkeep-bundle-"));
  const [clinic, other] = [await newClinic(), await newClinic()];
  [tenantId, otherId] = [clinic.tenantId, other.tenantId];
  await runInScope(clinic.as("prescriber"), "chart:read", async (scope) => {
    scope.record({ action: "chart.viewed", details: { note: 'é, \u2028 and "quotes"' } });
    scope.record({ action: "chart.viewed" });
  });
  await signIn("operator");
  await appendEventsTo(tenantId, 8);
  await appendEventsTo(otherId, 20);
  await makeCheckpoint(tenantId, signer);
  await appendEventsTo(tenantId, 6);
  await makeCheckpoint(tenantId, signer);
  whole = await linesOf(tenantId);
});
afterAll(async () => {
  await closePool();
  await rm(folder, { recursive: true });
});

const linesOf = async (clinic: string) =>
  (await asKeeper(clinic, (tx) => bundleText(tx, clinic))).split("\n").filter(Boolean);

async function verdictOf(lines: readonly string[], ...args: string[]) {
  const file = join(folder, `${Math.random()}.ndjson`);
  await writeFile(file, `${lines.join("\n")}\n`);
  return standaloneVerdict([file, "--key", key, ...args]);
}

const isEvent = (line: string) => line.startsWith('{"seq"');
const placeOf = (seq: number) => whole.findIndex((line) => line.startsWith(`{"seq" : ${seq},`));
/** The bundle with one event changed by whoever had the file. */
const changed = (seq: number, change: (event: Record<string, unknown>) => void) =>
  whole.map((line, at) => {
    if (at !== placeOf(seq)) return line;
    const event = JSON.parse(line);
    change(event);
    return JSON.stringify(event);
  });

test("a bundle verifies without the application, and nothing in it can be opened", async () => {
  const events = whole.filter(isEvent).length;
  expect(await verdictOf(whole)).toMatchObject({
    code: 0,
    position: events,
    signed: events,
    checkpoints: 2,
    damage: null,
  });
  expect(whole.join("")).not.toContain("quotes");
  expect(Object.keys(JSON.parse(whole[placeOf(2)] ?? "{}"))).not.toContain("details");
});

test.each([
  ["altered", 5, () => changed(5, (event) => Object.assign(event, { action: "home.viewed" }))],
  ["altered", 6, () => changed(6, (event) => Object.assign(event, { detail: "00".repeat(32) }))],
  ["missing", 7, () => whole.filter((_, at) => at !== placeOf(7))],
  ["reordered", 4, () => swapped(4, 6)],
  ["spliced", 9, () => changed(9, (event) => Object.assign(event, { tenant: otherId }))],
  ["cut off", 12, () => whole.filter((line) => !isEvent(line) || JSON.parse(line).seq < 12)],
] as const)("%s at %i is named", async (kind, position, lines) => {
  expect(await verdictOf(lines())).toMatchObject({ code: 1, damage: { kind, position } });
});

function swapped(one: number, other: number): string[] {
  const seqOf = (line: string, seq: number) => JSON.stringify({ ...JSON.parse(line), seq });
  const lines = [...whole];
  lines[placeOf(one)] = seqOf(whole[placeOf(other)] ?? "", one);
  lines[placeOf(other)] = seqOf(whole[placeOf(one)] ?? "", other);
  return lines;
}

test("an event of another clinic's bundle is named as one, also under this clinic's name", async () => {
  const others = await linesOf(otherId);
  const file = join(folder, "other.ndjson");
  await writeFile(file, `${others.join("\n")}\n`);
  const foreign = JSON.parse(others.find((line) => line.startsWith('{"seq" : 10,')) ?? "{}");
  const lines = changed(10, (event) => Object.assign(event, { ...foreign, tenant: tenantId }));

  expect(await verdictOf(lines, "--other", file)).toMatchObject({
    damage: { kind: "spliced", position: 10 },
  });
});

test("what only a checkpoint can tell is told: a history written anew, an end cut off, a second history", async () => {
  const clinic = (await newClinic()).tenantId;
  await appendEventsTo(clinic, 9);
  const first = await makeCheckpoint(clinic, signer);
  await appendEventsTo(clinic, 5);
  await makeCheckpoint(clinic, signer);
  const outside = join(folder, "outside.jsonl");
  const newest = await asKeeper(clinic, (tx) => newestCheckpoint(tx, clinic));
  await writeFile(outside, `${JSON.stringify({ size: newest?.size, note: newest?.note })}\n`);
  if (first.kind !== "signed" || !newest) throw new Error("nothing was signed");

  await asForger((tx) => cutFrom(tx, clinic, newest.size));
  expect(await verdictOf(await linesOf(clinic))).toMatchObject({
    damage: { kind: "cut off", position: newest.size, part: "checkpoint" },
  });
  await asForger(async (tx) => {
    await tx`delete from audit.checkpoints where tenant_id = ${clinic} and size > ${first.size}`;
  });
  await appendEventsTo(clinic, 3);
  const forked = await linesOf(clinic);
  expect((await verdictOf(forked)).damage).toBeNull();
  expect(await verdictOf(forked, "--checkpoints", outside)).toMatchObject({
    damage: { kind: "rewritten", position: first.size + 1 },
  });
  // The log's own key signs the second history as well: two checkpoints of one size give it away.
  const rival = await makeCheckpoint(clinic, signer);
  if (rival.kind !== "signed") throw new Error("the second history was not signed");
  await asForger((tx) => rewriteFrom(tx, clinic, 2));
  expect(await verdictOf(await linesOf(clinic))).toMatchObject({
    damage: { kind: "rewritten", position: 1 },
  });
});

test("another key, a forged checkpoint, a broken transfer and no bundle at all are said", async () => {
  const stranger = newSigner().key.toString("base64");
  expect(await standaloneVerdict([await fileOf(whole), "--key", stranger])).toMatchObject({
    code: 1,
    damage: { kind: "altered", part: "checkpoint" },
  });
  const forged = whole.map((line) =>
    line.replace(/\\n(\d+)\\n/, (_, size) => `\\n${Number(size) + 1}\\n`),
  );
  expect(await verdictOf(forged)).toMatchObject({ damage: { part: "checkpoint" } });
  expect(await verdictOf(whole.slice(0, -1))).toMatchObject({ code: 2 });
  expect(await verdictOf([...whole.slice(0, 6), '{"seq":'])).toMatchObject({ code: 2 });
  expect(await verdictOf(['{"hello":1}'])).toMatchObject({ code: 2 });
  expect(await standaloneVerdict([join(folder, "nowhere")])).toMatchObject({ code: 2 });
  expect(await standaloneVerdict([])).toMatchObject({ code: 2 });
  expect(openCheckpoint(JSON.parse(whole[1] ?? "{}").checkpoint, signer.key)?.size).toBeGreaterThan(
    0,
  );
});

async function fileOf(lines: readonly string[]): Promise<string> {
  const file = join(folder, `${Math.random()}.ndjson`);
  await writeFile(file, `${lines.join("\n")}\n`);
  return file;
}
