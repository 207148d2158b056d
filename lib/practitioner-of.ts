import "server-only";
import { and, eq, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { practitioners } from "#db/schema/practitioners";

/** Joins to a row the practitioner that it names, who is of the same clinic. */
export function practitionerOf(table: {
  readonly tenantId: PgColumn;
  readonly practitionerId: PgColumn;
}): SQL | undefined {
  return and(
    eq(practitioners.tenantId, table.tenantId),
    eq(practitioners.id, table.practitionerId),
  );
}
