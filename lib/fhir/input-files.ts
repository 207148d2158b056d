import { readdir, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";

/** Input that cannot be worked with, in one sentence for whoever started the import. */
export class InputRefused extends Error {
  override readonly name = "InputRefused";
}

/** One file to import. */
export interface InputFile {
  readonly path: string;
  /** How the report calls it: its path below the folder that was named, or its own name. */
  readonly name: string;
  readonly format: "json" | "ndjson";
  readonly isCompressed: boolean;
  readonly bytes: number;
}

const formats: Record<string, InputFile["format"]> = {
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
};

/** The FHIR files under the paths, folders searched to the bottom, in a stable order. Throws `InputRefused`. */
export async function inputFiles(paths: readonly string[]): Promise<InputFile[]> {
  const found = new Map<string, InputFile>();
  for (const path of paths) {
    const info = await stat(path).catch(() => undefined);
    if (!info) throw new InputRefused(`There is no file or folder ${path}.`);
    const files = info.isDirectory() ? await below(path) : [await fileAt(path, basename(path))];
    const kept = files.filter((file) => file !== undefined);
    if (kept.length === 0) {
      throw new InputRefused(
        info.isDirectory()
          ? `The folder ${path} holds no .json or .ndjson files, plain or .gz.`
          : `${path} is neither .json nor .ndjson, plain or .gz.`,
      );
    }
    for (const file of kept) found.set(file.path, file);
  }
  return [...found.values()];
}

async function below(root: string): Promise<InputFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(paths.map((path) => fileAt(path, relative(root, path))));
  return files.filter((file) => file !== undefined);
}

async function fileAt(path: string, name: string): Promise<InputFile | undefined> {
  const match = /\.(json|ndjson|jsonl)(\.gz)?$/i.exec(path);
  const format = formats[match?.[1]?.toLowerCase() ?? ""];
  if (!format) return undefined;
  const info = await stat(path);
  if (!info.isFile()) return undefined;
  return { path, name, format, isCompressed: match?.[2] !== undefined, bytes: info.size };
}
