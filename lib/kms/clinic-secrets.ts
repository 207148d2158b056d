import "server-only";
import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { KeyProviderError } from "./provider.ts";

const header = "chartkeep-clinic-secret-1 ";
const held = /^chartkeep-clinic-secret-1 ([0-9a-f]{64})\n$/;
const gone = /^chartkeep-clinic-secret-1 destroyed ([0-9T:.Z-]+)\n$/;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a clinic's secret is for those who look: 32 bytes, never made, or destroyed at an instant. */
export type ClinicSecret =
  | { readonly kind: "held"; readonly bytes: Buffer }
  | { readonly kind: "absent" }
  | { readonly kind: "destroyed"; readonly at: string };

/** A folder with one secret for each clinic, outside of the database and of its backups. */
export interface ClinicSecrets {
  read(tenantId: string): Promise<ClinicSecret>;
  /** The clinic's secret, made on first use. Of two who make it at once, both get the one that was first. */
  obtain(tenantId: string): Promise<Buffer>;
  /** Writes over the secret and leaves a note of when. Nothing brings it back but a copy of the folder. */
  destroy(tenantId: string): Promise<void>;
}

/** The secrets of clinics in `folder`, each in a file of its own that its owner alone may read. */
export function clinicSecretsIn(folder: string): ClinicSecrets {
  const fileOf = (tenantId: string) => {
    if (!uuid.test(tenantId)) throw new TypeError("a clinic is named by uuid");
    return join(folder, tenantId);
  };

  async function read(tenantId: string): Promise<ClinicSecret> {
    const text = await readFile(fileOf(tenantId), "utf8").catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return undefined;
      throw new KeyProviderError("unsafe", `a clinic's secret cannot be read (${cause.code})`);
    });
    if (text === undefined) return { kind: "absent" };
    const secret = held.exec(text)?.[1];
    if (secret !== undefined) return { kind: "held", bytes: Buffer.from(secret, "hex") };
    const at = gone.exec(text)?.[1];
    if (at !== undefined) return { kind: "destroyed", at };
    throw new KeyProviderError("malformed", `the secret of clinic ${tenantId} is malformed`);
  }

  return {
    read,
    async obtain(tenantId) {
      for (;;) {
        const found = await read(tenantId);
        if (found.kind === "held") return found.bytes;
        if (found.kind === "destroyed") throw destroyed(tenantId, found.at);
        await make(folder, fileOf(tenantId));
      }
    },
    async destroy(tenantId) {
      const found = await read(tenantId);
      if (found.kind !== "held") return;
      found.bytes.fill(0);
      const file = await open(fileOf(tenantId), "r+");
      try {
        await file.write(Buffer.alloc(header.length + 65, "0"), 0, undefined, 0);
        await file.sync();
        await file.truncate(0);
        await file.write(`${header}destroyed ${new Date().toISOString()}\n`, 0);
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}

/** Says that a clinic's keys are gone for good. */
export function destroyed(tenantId: string, at: string): KeyProviderError {
  return new KeyProviderError(
    "rejected",
    `the secret of clinic ${tenantId} was destroyed on ${at}: its keys open no more`,
  );
}

/** Whether an error says that a clinic's keys are gone for good, as `destroyed` does. */
export const isOfDestroyed = (error: unknown): boolean =>
  error instanceof Error && /^the secret of clinic \S+ was destroyed on /.test(error.message);

/** The file appears whole or not at all, and an existing one is never replaced. */
async function make(folder: string, path: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString("hex")}.tmp`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${header}${randomBytes(32).toString("hex")}\n`);
    await file.sync();
    await link(draft, path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
  } finally {
    await file.close();
    await rm(draft, { force: true });
  }
}
