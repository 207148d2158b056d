import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import { importSources } from "#db/schema/import-sources";
import type { TenantTx } from "#db/tenant";
import { uniqueToken } from "#lib/phi/index-keys";
import type { TenantKeys } from "#lib/phi/keys";
import { isLocal, type SourceKey, typeOfKey } from "./references.ts";

/** The row that a resource has become, as an earlier import left it. */
export interface KnownRow {
  readonly entity: string;
  readonly rowId: string;
  readonly contentHash: Uint8Array;
}

/** A line to remember: this key is that row, and this is what it said. */
export interface SourceLine extends KnownRow {
  readonly key: SourceKey;
}

const tokenIndex = { table: "import_sources", column: "source_token", index: "unique" } as const;
const contentIndex = { table: "import_sources", column: "content_hash", index: "content" } as const;

/**
 * What earlier imports left behind. A source's own ids and a record's content are PHI, so the database
 * holds keyed hashes of both and can be asked for either only by someone who has the clinic's key.
 */
export class Sources {
  readonly #tenantId: string;
  readonly #keys: TenantKeys;

  constructor(tenantId: string, keys: TenantKeys) {
    this.#tenantId = tenantId;
    this.#keys = keys;
  }

  /** The keyed hash of what a record says. */
  contentHash(content: string): Uint8Array {
    return uniqueToken(this.#keys.primaryIndexKey(contentIndex), content);
  }

  /** The rows that these keys lead to. */
  async find(tx: TenantTx, keys: Iterable<SourceKey>): Promise<Map<SourceKey, KnownRow>> {
    const byType = new Map<string, Map<string, SourceKey>>();
    for (const key of keys) {
      if (isLocal(key)) continue;
      const type = typeOfKey(key);
      const tokens = byType.get(type) ?? new Map<string, SourceKey>();
      tokens.set(hex(this.#token(key)), key);
      byType.set(type, tokens);
    }
    const found = new Map<SourceKey, KnownRow>();
    for (const [type, tokens] of byType) {
      for (const part of chunks([...tokens.keys()], 1_000)) {
        const rows = await this.#select(tx, type, part);
        for (const { token, ...row } of rows) {
          const key = tokens.get(hex(token));
          if (key !== undefined) found.set(key, row);
        }
      }
    }
    return found;
  }

  /** Remembers rows under their keys; a key that is known already keeps its row. */
  async add(tx: TenantTx, lines: readonly SourceLine[]): Promise<void> {
    const rows = lines
      .filter((line) => !isLocal(line.key))
      .map(({ key, entity, rowId, contentHash }) => ({
        tenantId: this.#tenantId,
        resourceType: typeOfKey(key),
        sourceToken: this.#token(key),
        entity,
        rowId,
        contentHash,
      }));
    for (const part of chunks(rows, 1_000)) {
      await tx.insert(importSources).values(part).onConflictDoNothing();
    }
  }

  /** Notes what a row says now, under the key that it was found by. */
  async change(tx: TenantTx, { key, contentHash }: SourceLine): Promise<void> {
    await tx
      .update(importSources)
      .set({ contentHash, updatedAt: new Date() })
      .where(
        and(
          eq(importSources.tenantId, this.#tenantId),
          eq(importSources.resourceType, typeOfKey(key)),
          eq(importSources.sourceToken, this.#token(key)),
        ),
      );
  }

  #select(tx: TenantTx, type: string, tokens: readonly string[]) {
    return tx
      .select({
        token: importSources.sourceToken,
        entity: importSources.entity,
        rowId: importSources.rowId,
        contentHash: importSources.contentHash,
      })
      .from(importSources)
      .where(
        and(
          eq(importSources.tenantId, this.#tenantId),
          eq(importSources.resourceType, type),
          inArray(
            importSources.sourceToken,
            tokens.map((token) => Buffer.from(token, "hex")),
          ),
        ),
      );
  }

  #token(key: SourceKey): Buffer {
    return uniqueToken(this.#keys.primaryIndexKey(tokenIndex), key);
  }
}

/** Cuts a list into parts of at most `size`. */
export function chunks<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, part) => items.slice(part * size, (part + 1) * size));
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
