import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { newId, nilId } from "#lib/ids";
import { admin, newClinic } from "#lib/testing";
import { type ChainEntry, detailHash, entryHash, genesis } from "./chain.ts";

interface StoredEvent {
  readonly prev_hash: Buffer;
  readonly tenant_id: string;
  readonly seq: string;
  readonly id: string;
  readonly at: string;
  readonly transaction_id: string;
  readonly actor_id: string;
  readonly db_role: string;
  readonly action: string;
  readonly outcome: string;
  readonly entity: string;
  readonly purpose: string;
  readonly address: string;
  readonly entity_id: string;
  readonly grant_id: string;
  readonly subjects: string[];
  readonly detail: Buffer | null;
  readonly detail_hash: Buffer;
  readonly hash: Buffer;
}

const entryOf = (row: StoredEvent): ChainEntry => ({
  prevHash: row.prev_hash,
  tenantId: row.tenant_id,
  seq: Number(row.seq),
  id: row.id,
  at: BigInt(row.at),
  transactionId: BigInt(row.transaction_id),
  actorId: row.actor_id,
  dbRole: row.db_role,
  action: row.action,
  outcome: row.outcome,
  entity: row.entity,
  purpose: row.purpose,
  address: row.address,
  entityId: row.entity_id,
  grantId: row.grant_id,
  subjects: row.subjects,
  detailHash: row.detail_hash,
});

test("Node computes the hash of every stored event, byte for byte", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  const actorId = clinic.as("tenant_admin").memberId;
  await inTenant({ tenantId, actorId, role: "tenant_admin" }, async (tx) => {
    for (const subjects of [[], [newId()], [newId(), newId(), newId()].reverse()]) {
      await tx.execute(sql`insert into audit.outbox (id, action, outcome, entity, address, entity_id, subjects, detail)
        values (${newId()}, 'chart.viewed', 'denied', 'Ärztin ☤', ${["203.0.113.9", "2001:db8::9", null][subjects.length % 3] ?? null}::inet, ${nilId}, ${sql.param(subjects)}::uuid[],
          ${Buffer.from("sealed")}::bytea)`);
    }
  });

  const rows = await admin<StoredEvent[]>`
    select prev_hash, tenant_id, seq, id, transaction_id::text, actor_id, db_role, action, outcome,
      entity, purpose, coalesce(text(address), '') as address, entity_id, grant_id, subjects, detail, detail_hash, hash,
      (extract(epoch from at - timestamptz '2000-01-01 00:00:00+00') * 1000000)::bigint as at
    from audit.events where tenant_id = ${tenantId} order by seq`;

  expect(rows.length).toBeGreaterThan(3);
  expect(rows[0]?.prev_hash).toEqual(genesis(tenantId));
  for (const row of rows) {
    expect(row.detail_hash).toEqual(detailHash(row.detail));
    expect(row.hash).toEqual(entryHash(entryOf(row)));
  }
});

test("a hash covers every field, and where one text ends and the next begins", () => {
  const entry: ChainEntry = {
    prevHash: genesis(nilId),
    tenantId: nilId,
    seq: 1,
    id: nilId,
    at: 0n,
    transactionId: 1n,
    actorId: nilId,
    dbRole: "biller",
    action: "chart.viewed",
    outcome: "success",
    entity: "",
    purpose: "TREAT",
    address: "",
    entityId: nilId,
    grantId: nilId,
    subjects: [],
    detailHash: detailHash(null),
  };
  const other = newId();
  const changes: Partial<ChainEntry>[] = [
    {},
    { prevHash: genesis(other) },
    { tenantId: other },
    { seq: 2 },
    { id: other },
    { at: 1n },
    { transactionId: 2n },
    { actorId: other },
    { dbRole: "prescriber" },
    { action: "chart.viewe", outcome: "dsuccess" },
    { outcome: "denied" },
    { entity: "note" },
    { purpose: "ETREAT" },
    { purpose: "TREAT203.0.113.9", address: "/32" },
    { address: "TREAT203.0.113.9/32", purpose: "" },
    { address: "203.0.113.9/32" },
    { entityId: other },
    { grantId: other },
    { subjects: [other] },
    { detailHash: detailHash(Buffer.from("x")) },
  ];

  const hashes = changes.map((change) => entryHash({ ...entry, ...change }).toString("hex"));
  expect(new Set(hashes).size).toBe(changes.length);
});

test("labels and layout have not changed", () => {
  const tenantId = "3685708f-d594-a686-1aa7-3f181e657dc5";
  const entry: ChainEntry = {
    prevHash: genesis(tenantId),
    tenantId,
    seq: 1,
    id: "0197f3a0-0000-7000-8000-000000000001",
    at: 817_000_000_000_000n,
    transactionId: 42n,
    actorId: nilId,
    dbRole: "prescriber",
    action: "chart.viewed",
    outcome: "success",
    entity: "patients",
    purpose: "TREAT",
    address: "203.0.113.9/32",
    entityId: nilId,
    grantId: nilId,
    subjects: ["0197f3a0-0000-7000-8000-000000000002"],
    detailHash: detailHash(null),
  };

  expect(genesis(tenantId).toString("hex")).toBe(
    "e8d19aeeec41602bfcc0b5e7224cc9af9e3b9b9084f0332416e89cb7b552e21d",
  );
  expect(detailHash(null).toString("hex")).toBe(
    "d0630a83aef03dce159d837ec4ca190b10d5cc550585b15d8cacfe3d4cea561a",
  );
  expect(entryHash(entry).toString("hex")).toBe(
    "a87431ea744fba0922f34e9ca243cfd208d05ad697e00ff5078761062f5c4d99",
  );
});
