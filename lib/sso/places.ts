import type { FieldPlace } from "#lib/scope";

/** Where a client's secret is sealed. */
export const secretPlace = (rowId: string): FieldPlace => ({
  table: "sso_connections",
  column: "client_secret_sealed",
  rowId,
});
