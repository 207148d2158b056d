import "server-only";
import type { KeyObject } from "node:crypto";
import { deriveFieldKey, type FieldKey, type FieldKeys } from "./envelope.ts";
import { IntegrityError } from "./integrity-error.ts";

/** Column keys that are derived once and kept; `forget` drops the derived ones. */
export interface KeptFieldKeys extends FieldKeys {
  /** Whether this version is among them. */
  holds(version: number): boolean;
  forget(): void;
}

/** The column keys under the enabled versions of a clinic's data key. */
export function fieldKeys(
  tenantId: string,
  dataKeys: ReadonlyMap<number, KeyObject>,
  primaryVersion: number,
): KeptFieldKeys {
  const derived = new Map<string, FieldKey>();

  return {
    primaryVersion,
    holds: (version) => dataKeys.has(version),
    fieldKey(table, column, version) {
      const name = `${version} ${table} ${column}`;
      const known = derived.get(name);
      if (known) return known;
      const dataKey = dataKeys.get(version);
      if (!dataKey) throw new IntegrityError("key-version", table, column, version);
      const field = deriveFieldKey(dataKey, tenantId, { table, column, version });
      derived.set(name, field);
      return field;
    },
    forget: () => derived.clear(),
  };
}
