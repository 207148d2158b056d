import { createHash, createHmac, hkdfSync } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type postgres from "postgres";
import { sealedTables } from "#lib/keys/sealed-tables";
import { keyProvider } from "#lib/kms/configured";
import { openField } from "#lib/phi/envelope";
import { type KeyRow, unwrapRows } from "#lib/phi/keys";

/** A copy of what a clinic had in the database before its shredding: its wrapped keys and every envelope. */
export interface Loot {
  readonly tenantId: string;
  readonly keys: readonly KeyRow[];
  readonly envelopes: readonly {
    readonly table: string;
    readonly column: string;
    readonly rowId: string;
    readonly bytes: Buffer;
  }[];
}

/** Takes the copy, as a backup does. */
export async function takeCopy(admin: postgres.Sql, tenantId: string): Promise<Loot> {
  const keys = await admin<KeyRow[]>`select purpose, version, wrapped, kcv, provider, state
    from app.tenant_keys where tenant_id = ${tenantId}`;
  const envelopes: Loot["envelopes"][number][] = [];
  for (const { name: table, columns } of sealedTables) {
    for (const column of columns) {
      const rows = await admin<{ rowId: string; bytes: Buffer }[]>`
        select id as "rowId", ${admin(column)} as bytes from ${admin(`app.${table}`)}
        where tenant_id = ${tenantId} and ${admin(column)} is not null`;
      envelopes.push(...rows.map((row) => ({ table, column, ...row })));
    }
  }
  return { tenantId, keys: [...keys], envelopes };
}

/**
 * Opens as many envelopes of a copy as can be opened with everything that is left: the root key, the
 * provider itself, and every secret and byte sequence that lies beside the key file, tried in place of
 * the clinic's own.
 */
export async function openedOf(loot: Loot): Promise<string[]> {
  const opened: string[] = [];
  const keys = await unwrapRows(loot.tenantId, loot.keys).catch(() => undefined);
  if (keys) {
    for (const { bytes, ...place } of loot.envelopes) {
      try {
        opened.push(openField(keys, place, bytes));
      } catch {
        // This one does not open.
      }
    }
  }
  return opened;
}

/** How many of the guesses at the clinic's secret lead to a key whose check value fits. */
export async function guessedKeys(loot: Loot): Promise<{ guesses: number; right: number }> {
  const provider = await keyProvider();
  const guesses = secretsLeft(loot.tenantId);
  let right = 0;
  for (const { purpose, version, wrapped, kcv } of loot.keys) {
    if (!wrapped || (purpose !== "field" && purpose !== "index")) continue;
    const context = { tenantId: loot.tenantId, purpose, version } as const;
    // The provider itself refuses the destroyed secret, so the mark of the binding is cut off.
    const inner = Buffer.from(wrapped).subarray(Buffer.byteLength("chartkeep-bound-1\0"));
    const masked = Buffer.from(await provider.unwrap(inner, context).catch(() => Buffer.alloc(32)));
    for (const secret of guesses) {
      const mask = maskOf(secret, loot.tenantId, purpose, version);
      const key = masked.map((byte, at) => byte ^ (mask[at] ?? 0));
      if (fits(key, Buffer.from(kcv), loot.tenantId, purpose, version)) right += 1;
    }
  }
  return { guesses: guesses.length, right };
}

/** Everything that lies beside the key file and could be a secret: other clinics' own, and any 32 bytes written in hexadecimal. */
function secretsLeft(tenantId: string): Buffer[] {
  const folder = dirname(process.env.LOCAL_KEY_FILE ?? "");
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) =>
    entry.isFile(),
  );
  const beside = files
    .filter(({ parentPath, name }) => parentPath.endsWith(".clinics") || /key|secret/.test(name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => existsSync(path));
  const found = beside.flatMap((path) => readFileSync(path, "latin1").match(/[0-9a-f]{64}/g) ?? []);
  const made = [tenantId, tenantId.replaceAll("-", "")].map((text) =>
    createHash("sha256").update(text).digest(),
  );
  return [...found.map((hex) => Buffer.from(hex, "hex")), ...made, Buffer.alloc(32)];
}

/** The mask and the check value as lib/kms and lib/phi write them, once more: the attacker has read them. */
function maskOf(secret: Buffer, tenantId: string, purpose: string, version: number): Buffer {
  const number = Buffer.alloc(4);
  number.writeUInt32BE(version);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(purpose.length);
  const info = Buffer.concat([
    Buffer.from("chartkeep/clinic-mask/v1\0"),
    length,
    Buffer.from(purpose),
    number,
  ]);
  return Buffer.from(hkdfSync("sha256", secret, uuidBytes(tenantId), info, 32));
}

function fits(
  key: Uint8Array,
  kcv: Buffer,
  tenantId: string,
  purpose: string,
  version: number,
): boolean {
  const value = createHmac("sha256", key)
    .update("chartkeep/key-check/v1\0")
    .update(uuidBytes(tenantId))
    .update(`${purpose} ${version}`)
    .digest();
  return value.subarray(0, 8).equals(kcv);
}

const uuidBytes = (uuid: string) => Buffer.from(uuid.replaceAll("-", ""), "hex");
