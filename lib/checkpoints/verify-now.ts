import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { utc } from "#lib/audit/events";
import { newId, nilId } from "#lib/ids";
import { keyProvider } from "#lib/kms/configured";
import { log } from "#lib/log";
import type { MemberScope } from "#lib/scope";
import { newestOutside } from "./clinic-round.ts";
import { configuredSinks } from "./configured.ts";
import { holdAgainst } from "./hold-against.ts";
import { asKeeper } from "./operator.ts";
import { lineNames, readTrust } from "./trust.ts";
import { keepVerification } from "./verifications.ts";
import type { VerificationView } from "./view.ts";

/**
 * Walks the clinic's whole chain now and holds it against what was signed. The verdict is kept beside
 * the chain and becomes an event of the chain that it is about.
 */
export async function verifyNow(scope: MemberScope): Promise<VerificationView> {
  scope.require("audit:verify");
  const { tx, tenantId } = scope;
  const { checkpointSize, ...verdict } = await held(tx, tenantId);
  const { position, head, damage } = verdict;
  await keepVerification(tx, tenantId, { extent: "full", from: 1, verdict, checkpointSize });
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
  const [now] = await tx.execute<{ at: string }>(sql`select clock_timestamp()::text as at`);
  const by = scope.actor.displayName;
  return { ...verdict, at: utc(now?.at ?? ""), by, from: 1, isWhole: true };
}

/** The same on schedule. It leaves no event: the walk of today would make that of tomorrow necessary. */
export async function verifyScheduled(tenantId: string): Promise<void> {
  await asKeeper(tenantId, async (tx) => {
    const { checkpointSize, ...verdict } = await held(tx, tenantId);
    await keepVerification(tx, tenantId, { extent: "full", from: 1, verdict, checkpointSize });
  });
}

// What lies outside is small and near; a place that is away leaves the walk with what is here.
async function held(tx: TenantTx, tenantId: string) {
  const failures: unknown[] = [];
  const key = await (await keyProvider()).verifyingKey();
  const trust = await readTrust(tx, tenantId, key);
  const outside = await newestOutside(lineNames(trust, tenantId), configuredSinks(), failures);
  for (const err of failures) log.warn({ tenantId, err }, "a place of checkpoints cannot be read");
  return holdAgainst(tx, tenantId, trust, { outside });
}

/**
 * Records that an operator walked the chain and found it intact. It has no details and so needs no
 * key: a chain can be verified, and that be recorded, while the key provider is down.
 */
export async function recordVerification(tx: TenantTx): Promise<void> {
  await tx.execute(sql`insert into audit.outbox (id, action, outcome, entity, entity_id)
    values (${newId()}, 'chain.verified', 'success', '', ${nilId})`);
}
