import { sql } from "drizzle-orm";
import type { AnyPgColumn } from "drizzle-orm/pg-core";
import {
  bigint,
  customType,
  foreignKey,
  integer,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { tenants } from "./schema/tenants.ts";

/** Protected health information as stored: an envelope of ciphertext, and by type not text to print. */
export type Sealed = Uint8Array & { readonly __sealed: "phi" };

const bytes = <Data>() =>
  customType<{ data: Data; driverData: Uint8Array }>({
    dataType: () => "bytea",
  });

const asSealed = (stored: Uint8Array) => stored as Sealed;

/** An envelope of `lib/phi`. Only `Scope.disclose` turns one back into text. */
export const sealed = customType<{ data: Sealed; driverData: Uint8Array }>({
  dataType: () => "bytea",
  fromDriver: asSealed,
});

/** Whether a column was declared with `sealed()`. Drizzle keeps what reads a value, and nothing else tells it from other bytes. */
export const isSealed = (column: AnyPgColumn): boolean =>
  Reflect.get(column, "mapFrom") === asSealed;

/** Raw bytes that are not PHI: hashes, wrapped keys, unique tokens of 16 bytes. */
export const binary = bytes<Uint8Array>();

/** A short keyed hash for search over sealed columns: many values share one, by design. */
export const token = () => integer();

/** The clinic that a row belongs to. It leads every key and every index. */
export const tenantId = () =>
  uuid()
    .notNull()
    .references(() => tenants.id);

/** A UUIDv7 made by the application: it takes part in sealing the row, so it exists before the insert. */
export const id = () => uuid().notNull();

/** Money: integer cents, negative for a credit. Never a float or a numeric string. */
export const cents = () => bigint({ mode: "number" }).notNull();

/** When the row was written, on the database clock. */
export const createdAt = () => timestamp({ withTimezone: true }).notNull().defaultNow();

/** Which kind of sensitive record a row is (`db/sensitivity.ts`); null for most. Nothing is guessed from codes: the source of the record said so, or a member who read it. */
export const sensitivity = () => text();

/** Who writes, as the transaction says: the database fills it in, nobody chooses it. */
export const actingMember = () =>
  uuid().notNull().default(sql`nullif(current_setting('app.actor', true), '')::uuid`);

/** An instant. */
export const instant = () => timestamp({ withTimezone: true });

interface TenantRow {
  readonly tenantId: AnyPgColumn;
  readonly id: AnyPgColumn;
}

/** The key of a tenant table: the tenant leads it, so that a reference must name the same tenant. */
export const tenantKey = (table: TenantRow) => primaryKey({ columns: [table.tenantId, table.id] });

/** A reference that can only point at a row of the same tenant: PostgreSQL checks foreign keys without row security. */
export const sameTenant = (
  name: string,
  table: { readonly tenantId: AnyPgColumn },
  column: AnyPgColumn,
  target: () => TenantRow,
) =>
  foreignKey({
    name,
    columns: [table.tenantId, column],
    foreignColumns: [target().tenantId, target().id],
  });
