import "server-only";
import { constants } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { isSameCheckpoint, type Sink, SinkRefused } from "./sink.ts";

interface Line {
  readonly size: number;
  readonly note: string;
}

/**
 * A sink of append-only files, one a clinic, one JSON line a checkpoint. A line is on the disk when
 * `append` resolves. For a folder that the database's machine cannot write to, or that only lets
 * files grow (`chattr +a`).
 */
export function fileSink(folder: string): Sink {
  const pathOf = (tenantId: string) => join(folder, `${tenantId}.jsonl`);
  return {
    name: "file",
    async newest(tenantId) {
      return newestLine(await textOf(pathOf(tenantId)))?.note;
    },
    async all(tenantId) {
      const lines = linesOf(await textOf(pathOf(tenantId)));
      return lines.sort((one, other) => one.size - other.size).map(({ note }) => note);
    },
    async append(tenantId, size, note) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const text = await textOf(pathOf(tenantId));
      const newest = newestLine(text);
      if (newest && size <= newest.size) {
        if (size === newest.size && isSameCheckpoint(note, newest.note)) return;
        throw new SinkRefused(`the file has a checkpoint of ${newest.size} events already`);
      }
      // What a crash cut off stays as a line of its own that says nothing.
      const start = text === "" || text.endsWith("\n") ? "" : "\n";
      const { O_APPEND, O_CREAT, O_WRONLY } = constants;
      const file = await open(pathOf(tenantId), O_APPEND | O_CREAT | O_WRONLY, 0o600);
      try {
        await file.write(`${start}${JSON.stringify({ size, note } satisfies Line)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      if (text === "") await syncFolder(folder);
    },
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

/** The lines of a file. What is no whole line of ours is passed over. */
const linesOf = (text: string): Line[] => text.split("\n").flatMap((line) => lineOf(line) ?? []);

/** The longest checkpoint of a file. */
function newestLine(text: string): Line | undefined {
  let newest: Line | undefined;
  for (const line of linesOf(text)) if (line.size > (newest?.size ?? 0)) newest = line;
  return newest;
}

function lineOf(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || !("size" in value) || !("note" in value))
      return undefined;
    const { size, note } = value;
    return Number.isSafeInteger(size) && typeof note === "string"
      ? { size: Number(size), note }
      : undefined;
  } catch {
    return undefined;
  }
}

// A new file's name is on the disk only with its folder.
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
