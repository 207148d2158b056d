import { createReadStream, existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type postgres from "postgres";
import { projectRoot } from "#lib/cli/data-folder";

/** Somewhere that bytes of the product come to lie, piece by piece. */
export type Place = () => AsyncIterable<Buffer>;

const chunk = 8 * 1024 * 1024;

/** Every place that is searched, by the name the figures give it. */
export function placesOf(admin: postgres.Sql): Readonly<Record<string, Place>> {
  return {
    dump: () => dump(admin),
    heap: () =>
      serverFiles(
        admin,
        `select 'base/' || (select oid from pg_database where datname = current_database()) as folder`,
      ),
    wal: () => serverFiles(admin, `select 'pg_wal' as folder`),
    logs: () => logs(),
    bundles: () => filesUnder(join(projectRoot, ".next", "static")),
  };
}

/** Every row of every table as text, as a full dump writes it. */
async function* dump(admin: postgres.Sql): AsyncGenerator<Buffer> {
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')`;
  for (const { name } of tables) {
    const rows = admin
      .unsafe<{ line: string }[]>(`select t::text as line from ${name} t`)
      .cursor(500);
    for await (const page of rows) yield Buffer.from(page.map(({ line }) => line).join("\n"));
  }
}

/** The files of one of the server's own folders, as they lie on its disk. */
async function* serverFiles(admin: postgres.Sql, folderQuery: string): AsyncGenerator<Buffer> {
  const [row] = await admin.unsafe<{ folder: string }[]>(folderQuery);
  const folder = row?.folder ?? "";
  const files = await admin<{ path: string; size: number }[]>`
    select path, size::int from (select ${folder} || '/' || name as path from pg_ls_dir(${folder}) name) files,
      lateral (select size, isdir from pg_stat_file(path, true)) stat where not isdir`;
  for (const { path, size } of files) {
    for (let at = 0; at < size; at += chunk) {
      // A little more than the piece, so that nothing hides on a border.
      const [read] = await admin<{ bytes: Buffer | null }[]>`
        select pg_read_binary_file(${path}, ${at}, ${chunk + 256}, true) as bytes`;
      if (read?.bytes) yield read.bytes;
    }
  }
}

/** What the database server and the tools wrote beside the key file. */
async function* logs(): AsyncGenerator<Buffer> {
  const folder = dirname(process.env.LOCAL_KEY_FILE ?? "");
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".log")) yield* pieces(join(folder, name));
  }
}

async function* filesUnder(folder: string): AsyncGenerator<Buffer> {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) yield* pieces(join(entry.parentPath, entry.name));
  }
}

async function* pieces(file: string): AsyncGenerator<Buffer> {
  let kept = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: chunk })) {
    const whole = Buffer.concat([kept, piece as Buffer]);
    yield whole;
    kept = whole.subarray(-256);
  }
}
