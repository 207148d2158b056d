import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { partsOf } from "#db/backup/manifest";
import { verifyBackup } from "#db/backup/recover";

/** Damages a backup in every way that can be undone, and counts how often it is refused. Afterwards it is whole again. */
export async function damages(
  folder: string,
  log: (line: string) => void,
): Promise<{ tried: number; noticed: number }> {
  const { base, log: wal, manifest } = partsOf(folder);
  const heap = join(base, "base", largestFolder(join(base, "base")));
  const table = join(heap, largest(heap));
  const segment = join(wal, readdirSync(wal).sort()[0] ?? "");
  const added = join(base, "global", "added");
  const ways: Readonly<Record<string, { do(): void; undo(): void }>> = {
    "a byte of a table": flipped(table, statSync(table).size - 100),
    "a byte of the log": flipped(segment, 4_000),
    "a table that is gone": moved(table),
    "a segment that is gone": moved(segment),
    "a manifest that is gone": moved(manifest),
    "a file too many": {
      do: () => writeFileSync(added, "x"),
      undo: () => renameSync(added, join(folder, "added")),
    },
  };
  let noticed = 0;
  for (const [name, way] of Object.entries(ways)) {
    way.do();
    const refused = await verifyBackup(folder).then(
      () => false,
      (error: Error) => error.name === "BackupDamaged",
    );
    way.undo();
    if (refused) noticed += 1;
    else log(`${name} was not noticed`);
  }
  await verifyBackup(folder);
  return { tried: Object.keys(ways).length, noticed };
}

function flipped(file: string, at: number) {
  const flip = () => {
    const handle = openSync(file, "r+");
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    byte[0] = (byte[0] ?? 0) ^ 1;
    writeSync(handle, byte, 0, 1, at);
    closeSync(handle);
  };
  return { do: flip, undo: flip };
}

const moved = (file: string) => ({
  do: () => renameSync(file, `${file}.away`),
  undo: () => renameSync(`${file}.away`, file),
});

const largest = (folder: string) =>
  readdirSync(folder).sort(
    (one, other) => statSync(join(folder, other)).size - statSync(join(folder, one)).size,
  )[0] ?? "";

const largestFolder = (folder: string) =>
  readdirSync(folder).sort((one, other) => Number(other) - Number(one))[0] ?? "";
