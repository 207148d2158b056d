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
import postgres from "postgres";
import { partsOf } from "#db/backup/manifest";
import { verifyBackup } from "#db/backup/recover";
import { drill } from "#lib/cli/drill";

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

/**
 * Damages a restored database in three ways that no comparison of files could notice, and returns those
 * that a drill does not name: it would be worth nothing if it found all in order whatever it looks at.
 */
export async function unnoticedByDrill(adminUrl: string): Promise<string[]> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  try {
    const [policy] = await sql<{ name: string; table: string }[]>`
      select policyname as name, format('%I.%I', schemaname, tablename) as table from pg_policies
      where schemaname = 'app' and tablename = 'patients' order by 1 limit 1`;
    await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`update app.patients set family_sealed =
        set_byte(family_sealed, length(family_sealed) - 1, 255 - get_byte(family_sealed, length(family_sealed) - 1))`;
      await tx`drop policy ${tx(policy?.name ?? "")} on app.patients`;
      await tx`alter table audit.events disable trigger refuse_change`;
      await tx`update audit.events set outcome = 'denied' where seq = 2`;
      await tx`alter table audit.events enable always trigger refuse_change`;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
  const faults = (await drill(adminUrl)).faults.join("\n");
  const said: Readonly<Record<string, RegExp>> = {
    "a sealed value that does not open": / of patients\.family_sealed of .* does not open/,
    "an event that was altered": /the chain of .* is .*altered/i,
    "a policy that is gone": /the gate, .*patients/,
  };
  return Object.entries(said).flatMap(([name, words]) => (words.test(faults) ? [] : [name]));
}
