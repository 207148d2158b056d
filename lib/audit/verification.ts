import "server-only";
import { and, desc, eq, isNotNull, sql } from "drizzle-orm";
import { z } from "zod";
import { auditEvents } from "#db/schema/audit-events";
import type { TenantTx } from "#db/tenant";
import { newId, nilId } from "#lib/ids";
import { readRecord } from "#lib/phi/records";
import type { MemberScope } from "#lib/scope";
import { detailPlace } from "./append.ts";
import { actorNames, utc } from "./events.ts";
import type { ChainVerdict } from "./verdict.ts";
import { verifyChain } from "./verify.ts";
import type { VerificationView } from "./view.ts";

/** A verdict as the event `chain.verified` keeps it. */
const KeptVerdict = z.object({
  position: z.number(),
  head: z.string(),
  damagedPosition: z.number().nullable(),
  damage: z.enum(["altered", "missing", "inserted", "reordered", "cut off"]).nullable(),
  part: z.enum(["event", "detail", "subjects", "head"]).nullable(),
});

/** Walks the clinic's chain now. The verdict becomes an event of the chain that it is about. */
export async function verifyNow(scope: MemberScope): Promise<VerificationView> {
  scope.require("audit:verify");
  const verdict = await verifyChain(scope.tx, scope.tenantId);
  const { position, head, damage } = verdict;
  scope.record({
    action: "chain.verified",
    outcome: damage ? "failed" : "success",
    details: {
      position,
      head,
      damagedPosition: damage?.position ?? null,
      damage: damage?.kind ?? null,
      part: damage?.part ?? null,
    },
  });
  const [now] = await scope.tx.execute<{ at: string }>(sql`select clock_timestamp()::text as at`);
  return { ...verdict, at: utc(now?.at ?? ""), by: scope.actor.displayName };
}

/**
 * Records that an operator walked the chain and found it intact. It has no details and so needs no
 * key: a chain can be verified, and that be recorded, while the key provider is down.
 */
export async function recordVerification(tx: TenantTx): Promise<void> {
  await tx.execute(sql`insert into audit.outbox (id, action, outcome, entity, entity_id)
    values (${newId()}, 'chain.verified', 'success', '', ${nilId})`);
}

/** What the last walk by a member showed, from the trail itself; undefined before the first. */
export async function lastVerification(scope: MemberScope): Promise<VerificationView | undefined> {
  scope.require("audit:read");
  const [row] = await scope.tx
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      by: auditEvents.actorId,
      detail: auditEvents.detail,
    })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.tenantId, scope.tenantId),
        eq(auditEvents.action, "chain.verified"),
        isNotNull(auditEvents.detail),
      ),
    )
    .orderBy(desc(auditEvents.seq))
    .limit(1);
  if (!row?.detail) return undefined;

  const open = scope.disclose({ action: "event.viewed", entity: "events", entityId: row.id });
  const kept = readRecord(KeptVerdict, open(row.detail, detailPlace(row.id)));
  const actors = await actorNames(scope, [row.by]);
  return { ...verdictOf(kept), at: utc(row.at), by: actors.get(row.by) ?? "Unknown member" };
}

function verdictOf({
  position,
  head,
  damagedPosition,
  damage,
  part,
}: z.output<typeof KeptVerdict>): ChainVerdict {
  const isDamaged = damagedPosition !== null && damage !== null && part !== null;
  return {
    position,
    head,
    damage: isDamaged ? { position: damagedPosition, kind: damage, part } : null,
  };
}
