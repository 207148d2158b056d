import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { auditVerifications } from "#db/schema/audit-verifications";
import { members } from "#db/schema/members";
import type { TenantTx } from "#db/tenant";
import { utc } from "#lib/audit/events";
import {
  type ChainVerdict,
  type DamagedPart,
  type DamageKind,
  damagedParts,
  damageKinds,
} from "#lib/audit/verdict";
import { newId } from "#lib/ids";
import { clearAlarm, raiseAlarm } from "./alarms.ts";
import type { VerificationView } from "./view.ts";

/** What a walk covered: all of the chain, or what came after a checkpoint. */
export interface Walked {
  readonly extent: "full" | "recent";
  readonly from: number;
  readonly verdict: ChainVerdict;
  readonly checkpointSize: number | null;
}

/** Keeps what a walk showed. Damage opens an incident; a whole chain that is in order ends one. */
export async function keepVerification(
  tx: TenantTx,
  tenantId: string,
  { extent, from, verdict, checkpointSize }: Walked,
): Promise<void> {
  const { position, head, damage } = verdict;
  const newest = extent === "recent" && damage ? await newestVerification(tx, tenantId) : undefined;
  // Found again every minute, the same damage is said once.
  if (damage && newest?.damage?.position === damage.position && newest.damage.kind === damage.kind)
    return raiseAlarm(tx, tenantId, "damaged");
  await tx.execute(sql`
    insert into audit.verifications (tenant_id, id, extent, from_position, position, head,
      checkpoint_size, damaged_position, damage, part)
    values (${tenantId}, ${newId()}, ${extent}, ${from}, ${position}, ${Buffer.from(head, "hex")},
      ${checkpointSize}, ${damage?.position ?? null}, ${damage?.kind ?? null}, ${damage?.part ?? null})`);
  if (damage) await raiseAlarm(tx, tenantId, "damaged");
  else if (extent === "full") await clearAlarm(tx, tenantId, "damaged");
}

/** The newest verification of a clinic, or the newest of the whole chain; undefined before the first. */
export async function newestVerification(
  tx: TenantTx,
  tenantId: string,
  extent?: "full",
): Promise<VerificationView | undefined> {
  const [row] = await tx
    .select()
    .from(auditVerifications)
    .where(
      and(
        eq(auditVerifications.tenantId, tenantId),
        // Said as the partial index says it, for the planner to recognise.
        extent && sql`${auditVerifications.extent} = 'full'`,
      ),
    )
    .orderBy(desc(auditVerifications.at))
    .limit(1);
  if (!row) return undefined;
  const [member] =
    row.actorId === platformOperatorId
      ? [{ name: "Scheduled check" }]
      : await tx
          .select({ name: members.displayName })
          .from(members)
          .where(and(eq(members.tenantId, tenantId), eq(members.id, row.actorId)));
  return verificationView(row, member?.name ?? "Unknown member");
}

/** A kept verification for people. `by` is the name of who asked for it. */
export function verificationView(
  row: typeof auditVerifications.$inferSelect,
  by: string,
): VerificationView {
  const kind = damageKinds.find((each): each is DamageKind => each === row.damage);
  const part = damagedParts.find((each): each is DamagedPart => each === row.part);
  return {
    position: row.position,
    head: Buffer.from(row.head).toString("hex"),
    damage:
      row.damagedPosition !== null && kind && part
        ? { position: row.damagedPosition, kind, part }
        : null,
    at: utc(row.at),
    by,
    from: row.fromPosition,
    isWhole: row.extent === "full",
  };
}
