import { open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const Seen = z.strictObject({ size: z.int().min(0), root: z.string() });
const State = z.record(z.string(), Seen);

/** The newest checkpoint that a witness signed of a log. */
export interface SeenHead {
  readonly size: number;
  readonly root: Buffer;
}

/** What a witness remembers, and all that it has to: the newest checkpoint of each log. */
export interface WitnessState {
  seen(origin: string): SeenHead | undefined;
  /** Resolves when it is on the disk: only then may the witness sign. */
  keep(origin: string, head: SeenHead): Promise<void>;
}

/** Opens a witness's state file, or begins one. A file that cannot be read stops the witness: it must not forget. */
export async function openState(path: string): Promise<WitnessState> {
  const heads = new Map(Object.entries(await read(path)));
  return {
    seen(origin) {
      const head = heads.get(origin);
      return head && { size: head.size, root: Buffer.from(head.root, "base64") };
    },
    async keep(origin, { size, root }) {
      const next = new Map(heads).set(origin, { size, root: root.toString("base64") });
      await replace(path, JSON.stringify(Object.fromEntries(next)));
      heads.set(origin, { size, root: root.toString("base64") });
    },
  };
}

async function read(path: string): Promise<z.output<typeof State>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return State.parse(JSON.parse(text));
}

/** The whole new file or the whole old one, whatever happens in between. */
async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
