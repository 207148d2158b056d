import type { PgTable } from "drizzle-orm/pg-core";
import type { DbRole } from "./roles.ts";

/** Which rows (SQL condition, none means all of the tenant) and which columns (SQL names, none means all) a role may reach. */
export interface Reach {
  readonly where?: string;
  readonly columns?: readonly string[];
}

/** What one command on one table allows, role by role. `true` is every row of the own tenant and every column. */
export type Grants = Partial<Record<DbRole, true | Reach>>;

/**
 * The declared access to one table: the only source of its policies and grants. A role or command
 * that is absent is refused. `wall` names the tenant column that the RESTRICTIVE policy compares
 * (`tenant_id` unless said otherwise); `null` is for directory tables that belong to no one tenant.
 */
export interface TableAccess {
  readonly table: PgTable;
  readonly wall?: "tenant_id" | null;
  /** The owner of the table where it is not `chartkeep_owner`: its functions work behind the same wall. */
  readonly keeper?: "audit_owner" | "ctx_owner";
  /** Functions that run with the rights of the table's owner read it, behind the same wall: `db/sql/restrictions.sql`. */
  readonly ownerReads?: true;
  /** The rows are part of somebody's chart: a restriction hides them, by this column. `hasTags`: also those of one kind. */
  readonly chart?: { readonly by: "patient_id" | "invoice_id"; readonly hasTags?: true };
  readonly read?: Grants;
  readonly add?: Grants;
  readonly edit?: Grants;
  readonly remove?: Grants;
}

/** Gives every role in `roles` the same reach. */
export function each(roles: readonly DbRole[], reach: true | Reach = true): Grants {
  return Object.fromEntries(roles.map((role) => [role, reach]));
}
