import "server-only";
import { randomBytes } from "node:crypto";
import { link, open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { KeyProviderError } from "./provider.ts";

const header = "chartkeep-root-key-1 ";
const shape = /^chartkeep-root-key-1 ([0-9a-f]{64})\n?$/;

/** Reads the 32-byte root key. Says which of missing, readable by others and malformed it is; never makes one. */
export async function readLocalKeyFile(path: string): Promise<Buffer> {
  const file = await open(path, "r").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") {
      throw new KeyProviderError(
        "missing",
        `The key file ${path} is missing. Restore it from its backup: without it, no clinic's records can be opened.`,
      );
    }
    throw new KeyProviderError("unsafe", `The key file ${path} cannot be read (${cause.code}).`);
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) throw new KeyProviderError("malformed", `${path} is not a file.`);
    if ((about.mode & 0o077) !== 0) {
      const mode = (about.mode & 0o777).toString(8);
      throw new KeyProviderError(
        "unsafe",
        `The key file ${path} can be read or changed by others (mode ${mode}). Make it yours alone: chmod 600 ${path}`,
      );
    }
    const found = shape.exec(await file.readFile("utf8"))?.[1];
    if (found === undefined) {
      throw new KeyProviderError(
        "malformed",
        `The key file ${path} does not hold a root key (one line, "${header}" and 64 hexadecimal digits).`,
      );
    }
    return Buffer.from(found, "hex");
  } finally {
    await file.close();
  }
}

/**
 * Makes the root key file, readable by its owner alone. It appears whole or not at all, and an
 * existing file is never replaced: two processes that race end with one key.
 */
export async function createLocalKeyFile(path: string): Promise<void> {
  const draft = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${header}${randomBytes(32).toString("hex")}\n`);
    await file.sync();
    await file.close();
    await link(draft, path);
    await persistName(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") {
      throw new KeyProviderError("exists", `The key file ${path} exists and was left as it is.`);
    }
    throw cause;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}

/**
 * Makes the key file on a first start only. When the database already holds keys wrapped by a file
 * that is gone, a new one could open none of them, so that is refused.
 */
export async function ensureLocalKeyFile(
  path: string,
  holdsWrappedKeys: () => Promise<boolean>,
): Promise<void> {
  const there = await stat(path).then(
    () => true,
    (cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return false;
      throw cause;
    },
  );
  if (there) return;
  if (await holdsWrappedKeys()) {
    throw new KeyProviderError(
      "missing",
      `The key file ${path} is missing, and the database holds clinic keys that only it can open. Restore it from its backup; a new one would open none of them.`,
    );
  }
  await createLocalKeyFile(path).catch((cause: unknown) => {
    if (!(cause instanceof KeyProviderError && cause.problem === "exists")) throw cause;
  });
}

/** A name survives a crash only once its folder is on disk too. */
async function persistName(path: string): Promise<void> {
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
