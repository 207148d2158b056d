import { randomBytes, randomInt, randomUUID } from "node:crypto";
import type { Query } from "#db/gate/live";
import { dbRoles } from "#db/roles";
import { allowed, chartColumn, namesActor } from "./reach.ts";
import type { Column, Table } from "./tables.ts";

/** A row as column names to SQL literals; columns left out take their default. */
export type Row = Readonly<Record<string, string>>;

/** Seals something of no meaning for a field of a clinic's row, where rows are to stay: their fields have to open like any other. */
export type SealCanary = (
  place: { table: string; column: string; rowId: string },
  tenantId: string,
) => Uint8Array;

/** Rows of every table for two clinics, made from nothing but the catalog. */
export class Rows {
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #tables: readonly Table[];
  readonly #seal: SealCanary | undefined;

  constructor(tables: readonly Table[], seal?: SealCanary) {
    this.#tables = tables;
    this.#seal = seal;
  }

  /** Takes rows that are there already for those of a clinic in a table. */
  keep(table: string, tenantId: string, rows: readonly Row[]): void {
    this.#rows.set(`${table} ${tenantId}`, rows);
  }

  /** The rows of a clinic in a table. */
  of(table: string, tenantId: string): readonly Row[] {
    return this.#rows.get(`${table} ${tenantId}`) ?? [];
  }

  /** The first row of a clinic in a table; there always is one. */
  one(table: string, tenantId: string): Row {
    const [row] = this.of(table, tenantId);
    if (!row) throw new Error(`no row was made in ${table}`);
    return row;
  }

  /**
   * Writes rows in every table for each clinic: one, or where a column has a list of allowed values,
   * one for each of them, or where rows are a member's alone, one of a second member. Needs a superuser: it goes around triggers, and so around the trail.
   */
  async write(query: Query, tenants: readonly string[]): Promise<void> {
    await query("set local session_replication_role = replica");
    for (const table of this.#tables) {
      for (const tenantId of tenants) {
        for (const row of this.make(table, tenantId)) await query(insertion(table.name, row));
      }
    }
    await query("set local session_replication_role = origin");
  }

  /** Makes up the rows of a clinic in a table, of which others may then be made to speak. */
  make(table: Table, tenantId: string): readonly Row[] {
    const choices = [...this.#variants(table), ...this.#more(table, tenantId)];
    const rows = choices.map((choice) => this.fresh(table, tenantId, choice));
    this.keep(table.name, tenantId, rows);
    return rows;
  }

  /** A row that the clinic could add to what it has: new keys, references to its own rows. `borrow` takes rows of the directory from there. */
  fresh(table: Table, tenantId: string, choice: Row = {}, borrow = tenantId): Row {
    const row: Record<string, string> = {};
    for (const column of table.columns) {
      const value = choice[column.name] ?? this.#value(table, column, tenantId, borrow);
      if (value !== undefined) row[column.name] = value;
    }
    if (this.#seal) this.#sealIn(table, row, tenantId, this.#seal);
    return row;
  }

  #sealIn(table: Table, row: Record<string, string>, tenantId: string, seal: SealCanary): void {
    const rowId = /^'(.*)'$/.exec(row.id ?? "")?.[1];
    if (rowId === undefined) return;
    for (const { name } of table.columns.filter((column) => column.name.endsWith("_sealed"))) {
      if (row[name] === undefined) continue;
      const place = { table: table.name.slice(table.name.indexOf(".") + 1), column: name, rowId };
      row[name] = quote(`\\x${Buffer.from(seal(place, tenantId)).toString("hex")}`);
    }
  }

  #variants(table: Table): Row[] {
    const key = table.keys[0] ?? [];
    const listed = table.columns.filter(
      ({ name, literals }) => literals.length > 1 && !key.includes(name),
    );
    const rows = listed.flatMap(({ name, literals }) =>
      literals.map((literal) => ({ [name]: quote(literal) })),
    );
    return table.name === "directory.tenants" ||
      table.name === "app.tenant_keys" ||
      rows.length === 0
      ? [{}]
      : rows;
  }

  /** Whose rows are those that only their own member reaches: the last of a clinic's members. */
  actor(tenantId: string): string {
    return this.of("app.members", tenantId).at(-1)?.id ?? "null";
  }

  /** One member more, who acts; and where rows are their member's alone, one of another's: else nothing would tell that it is hidden. */
  #more(table: Table, tenantId: string): Row[] {
    if (table.name === "app.members") return [{ status: "'active'" }];
    const closed = this.#closed(table, tenantId);
    if (closed) return [closed];
    if (!isOwnAlone(table)) return [];
    const others = { member_id: this.one("app.members", tenantId).id ?? "null" };
    // What is another's and shared is seen, and still not changed or removed.
    const isShared = table.columns.some(({ name }) => name === "is_shared");
    return isShared ? [others, { ...others, is_shared: "true" }] : [others];
  }

  /** A row of the chart that is restricted: the last patient's, where no other row of the probe lies. */
  #closed(table: Table, tenantId: string): Row | undefined {
    const last = (target: string) => this.of(target, tenantId).at(-1)?.id ?? "null";
    const by = chartColumn(table.name);
    if (by === "invoice_id") return { invoice_id: last("app.invoices") };
    return by || table.name === "app.invoices" ? { patient_id: last("app.patients") } : undefined;
  }

  #value(table: Table, column: Column, tenantId: string, borrow: string): string | undefined {
    const { name, type, hasDefault, literals } = column;
    // A session is confined to the clinic that it is open in.
    if (name === "tenant_id" || name === "confined_to") return quote(tenantId);
    // The first row of a clinic in the list of clinics is the clinic itself.
    if (
      table.name === "directory.tenants" &&
      name === "id" &&
      this.of(table.name, tenantId).length === 0
    )
      return quote(tenantId);
    // A review that is made takes no more findings, and one that is signed no change.
    if (table.name === "app.activity_reviews" && ofReviewMade.includes(name)) return undefined;
    const reference = table.references.find(({ columns }) => columns.includes(name));
    if (namesActor(table.name, name))
      return reference?.target === "app.members" ? this.actor(tenantId) : currentActor;
    // A session ends while what it did stays, so nothing refers to it.
    if (name === "session_id")
      return this.of("directory.sessions", tenantId)[0]?.id ?? invented(column, false);
    if (reference) {
      if (reference.target === table.name) return undefined;
      const there = reference.targetColumns[reference.columns.indexOf(name)] ?? "";
      const owner = table.isWalled ? tenantId : borrow;
      // One row for each row of another table: the first has its own already.
      const isTaken =
        table.keys.some((key) => key.length === 1 && key[0] === name) &&
        this.of(table.name, owner).length > 0;
      if (reference.target === "app.members" && isOwnAlone(table)) return this.actor(owner);
      const target =
        isTaken || ofTheLast.includes(`${table.name}.${name}`)
          ? this.of(reference.target, owner).at(-1)
          : this.one(reference.target, owner);
      return target?.[there];
    }
    if (literals.length > 0) {
      const isListKey = table.keys[0]?.includes(name) && table.name !== "app.tenant_keys";
      return quote(
        (isListKey && this.of(table.name, tenantId).length > 0 ? literals.at(-1) : literals[0]) ??
          "",
      );
    }
    const isKey = table.keys.some((key) => key.includes(name));
    return hasDefault && type !== "uuid" && !isKey ? undefined : invented(column, isKey);
  }
}

/** References that have a meaning: whose chart is restricted and opened, and whose grant is reviewed by somebody else. */
const ofTheLast = [
  "app.restrictions.patient_id",
  "app.break_glass_grants.patient_id",
  "app.break_glass_reviews.grant_id",
];

/** Whether a role's right to read ends at the rows of the member that acts. */
const isOwnAlone = ({ name }: Table) =>
  dbRoles.some((role) => allowed(name, "read", role)?.where?.includes("actor"));

const ofReviewMade = ["made_at", "due_at", "conclusion_sealed", "signed_by", "signed_at"];

/** Whoever the settings name as acting, and anyone while they name nobody. */
const currentActor =
  "coalesce(nullif(current_setting('app.actor', true), '')::uuid, gen_random_uuid())";

let instant = Date.UTC(2026, 0, 1);

function invented({ type, bytes, least }: Column, isKey: boolean): string {
  if (type === "uuid") return quote(randomUUID());
  if (type === "text") return quote(String(randomInt(1e9, 1e10)));
  if (type === "bytea") return quote(`\\x${randomBytes(bytes ?? 24).toString("hex")}`);
  if (type === "boolean") return "false";
  if (type === "uuid[]") return `array[${quote(randomUUID())}::uuid]`;
  if (type === "date") return "'2026-01-02'";
  if (type === "inet") return "'192.0.2.1'";
  if (type.startsWith("timestamp")) {
    instant += 1000;
    return quote(new Date(instant).toISOString());
  }
  return isKey ? quote(String(randomInt(2, 1e9))) : quote(String(least ?? 1));
}

/** An insert statement. */
export function insertion(table: string, row: Row, columns = Object.keys(row)): string {
  return `insert into ${table} (${columns.map(identifier).join(", ")}) values (${columns.map((column) => row[column] ?? "null").join(", ")})`;
}

/** The condition that a row's primary key has. */
export function keyed(table: Table, row: Row): string {
  return (table.keys[0] ?? [])
    .map((column) => `${identifier(column)} = ${row[column]}`)
    .join(" and ");
}

/** A name as an SQL identifier. */
export const identifier = (name: string) => `"${name}"`;

/** A text as an SQL literal. */
export const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
