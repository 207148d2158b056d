import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { isFree } from "./base.ts";
import { nextSegment } from "./log.ts";
import { digestOf, partsOf, writeManifest } from "./manifest.ts";
import { instant, verifyBackup } from "./recover.ts";

// What a real server makes of a backup, under load and to an instant, is `npm run prove -- restore`.

const folder = mkdtempSync(join(tmpdir(), "chartkeep-backup-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A small backup as the command lays one down. */
async function backup(name: string) {
  const parts = partsOf(join(folder, name));
  mkdirSync(join(parts.base, "global"), { recursive: true });
  mkdirSync(parts.log);
  const kept = async (root: string, path: string) => {
    writeFileSync(join(root, path), `content of ${path}`);
    return { path, ...(await digestOf(join(root, path))) };
  };
  const segment = "000000010000000000000001";
  const at = "2026-11-26T02:00:00.000000Z";
  await writeManifest(parts.logManifest, {
    format: "chartkeep-log-1",
    coveredUntil: at,
    files: [await kept(parts.log, segment)],
  });
  await writeManifest(parts.manifest, {
    format: "chartkeep-backup-1",
    serverVersion: "18.4",
    beganAt: at,
    endedAt: at,
    startSegment: segment,
    files: [await kept(parts.base, "global/pg_control"), await kept(parts.base, "PG_VERSION")],
  });
  return { root: join(folder, name), ...parts, segment };
}

test("a backup that is as it was made is taken, and any other is refused by name", async () => {
  const good = await backup("good");
  expect((await verifyBackup(good.root)).base.files).toHaveLength(2);

  const control = join(good.base, "global", "pg_control");
  writeFileSync(control, "Content of global/pg_control");
  await expect(verifyBackup(good.root)).rejects.toThrow(/pg_control is not as it was backed up/);
  const shorter = await backup("shorter");
  writeFileSync(join(shorter.base, "PG_VERSION"), "");
  await expect(verifyBackup(shorter.root)).rejects.toThrow(/PG_VERSION is not as it was/);
  const less = await backup("less");
  renameSync(join(less.log, less.segment), join(folder, "away"));
  await expect(verifyBackup(less.root)).rejects.toThrow(/0001 is missing/);
  const more = await backup("more");
  writeFileSync(join(more.base, "global", "1262"), "");
  await expect(verifyBackup(more.root)).rejects.toThrow(/1262 was added/);
  const unfinished = await backup("unfinished");
  rmSync(unfinished.manifest);
  await expect(verifyBackup(unfinished.root)).rejects.toThrow(/manifest.json is missing/);
  const foreign = await backup("foreign");
  writeFileSync(foreign.manifest, "{}");
  await expect(verifyBackup(foreign.root)).rejects.toThrow(/not a manifest of this version/);
});

test("a base backup goes only where nothing is", async () => {
  expect(await isFree(join(folder, "nowhere"))).toBe(true);
  mkdirSync(join(folder, "empty"));
  expect(await isFree(join(folder, "empty"))).toBe(true);
  expect(await isFree(folder)).toBe(false);
});

test.each([
  ["000000010000000000000001", "000000010000000000000002"],
  ["0000000100000000000000FF", "000000010000000100000000"],
  ["0000000200000001000000FE", "0000000200000001000000FF"],
])("behind segment %s comes %s", (segment, behind) => {
  expect(nextSegment(segment)).toBe(behind);
});

test("an instant has a zone, and nothing in it that a file of settings would take for its own", () => {
  expect(instant("2026-11-26T02:15:00Z")).toBe("2026-11-26T02:15:00+00:00");
  expect(instant("2026-11-26T02:15:00.5-06:00")).toBe("2026-11-26T02:15:00.5-06:00");
  for (const text of [
    "yesterday",
    "2026-11-26T02:15:00",
    "2026-13-26T02:15:00Z",
    "2026-11-26T02:15:00Z'\nx='",
  ])
    expect(() => instant(text)).toThrow("not an instant");
});
