import "server-only";
import { accessMatrix } from "#db/schema/all";
import { type SealedTable, sealedTableOf } from "#db/schema/sealed-columns";

/** Every table that a rotation walks, in its order: what the schema declares as sealed, listed nowhere by hand. */
export const sealedTables: readonly SealedTable[] = accessMatrix
  .flatMap(({ table }) => sealedTableOf(table) ?? [])
  .sort((a, b) => (a.name < b.name ? -1 : 1));
