import { type SQL, sql } from "drizzle-orm";
import { alter, expected, rehash, type Tampering } from "./forger.ts";

const flipped = (column: string) =>
  sql.raw(
    `${column} = set_byte(${column}, octet_length(${column}) - 1, get_byte(${column}, octet_length(${column}) - 1) # 1)`,
  );

const changes: Readonly<Record<string, SQL>> = {
  id: sql`id = gen_random_uuid()`,
  at: sql`at = at + interval '1 microsecond'`,
  transaction: sql`transaction_id = (transaction_id::text::bigint + 1)::text::xid8`,
  actor: sql`actor_id = gen_random_uuid()`,
  role: sql`db_role = db_role || 'x'`,
  action: sql`action = 'home.viewed'`,
  outcome: sql`outcome = case outcome when 'success' then 'denied' else 'success' end`,
  entity: sql`entity = entity || 'x'`,
  purpose: sql`purpose = purpose || 'x'`,
  address: sql`address = coalesce(address, '0.0.0.0') + 1`,
  "address's network": sql`address = set_masklen(coalesce(address, '0.0.0.0'), 31)`,
  grant: sql`grant_id = gen_random_uuid()`,
  "entity id": sql`entity_id = gen_random_uuid()`,
  subjects: sql`subjects = subjects || gen_random_uuid()`,
  "detail hash": flipped("detail_hash"),
  "previous hash": flipped("prev_hash"),
  hash: flipped("hash"),
};

const columns: Tampering[] = Object.entries(changes).map(([column, change]) => ({
  name: `alter ${column}`,
  async apply(tx, target, position) {
    await alter(tx, target, position, change);
    return expected("altered", position);
  },
}));

/** Every column of an event changed in place, its details, and an event rewritten with a hash that fits. */
export const alterations: readonly Tampering[] = [
  ...columns,
  {
    name: "alter detail",
    async apply(tx, target, position) {
      await alter(tx, target, position, flipped("detail"));
      return expected("altered", position, "detail");
    },
  },
  {
    name: "remove detail",
    async apply(tx, target, position) {
      await alter(tx, target, position, sql`detail = null`);
      return expected("altered", position, "detail");
    },
  },
  {
    name: "rewrite with a fitting hash",
    async apply(tx, target, position) {
      await alter(tx, target, position, sql`action = 'home.viewed'`);
      await rehash(tx, target, position);
      return expected("altered", position, position === target.last ? "head" : "event");
    },
  },
  {
    name: "overwrite with another clinic's event",
    inBundle: "spliced",
    async apply(tx, target, position) {
      await alter(
        tx,
        target,
        position,
        sql`(at, actor_id, db_role, action, prev_hash, hash, detail, detail_hash) = (
          select at, actor_id, db_role, action, prev_hash, hash, detail, detail_hash from audit.events other
          where other.tenant_id = ${target.otherId} and other.seq = ${position})`,
      );
      return expected("altered", position);
    },
  },
];
