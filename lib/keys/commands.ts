import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { shreddings } from "#db/schema/shreddings";
import { tenantKeys } from "#db/schema/tenant-keys";
import { Conflict, NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import type { MemberScope } from "#lib/scope";
import type { ApproveShredding, RotateKeys } from "./input.ts";
import { rotationJobName } from "./job-names.ts";

/**
 * Asks for a new field key. The background work makes it and seals every record anew; nothing stops
 * meanwhile. A clinic has one rotation at a time, and whoever has not seen the present key is told so.
 */
export async function requestRotation(scope: MemberScope, { seen }: RotateKeys): Promise<null> {
  scope.require("key:manage");

  const { tx, tenantId, actor } = scope;
  const [primary] = await tx
    .select({ version: tenantKeys.version })
    .from(tenantKeys)
    .where(
      and(
        eq(tenantKeys.tenantId, tenantId),
        eq(tenantKeys.purpose, "field"),
        eq(tenantKeys.state, "primary"),
      ),
    );
  if (primary?.version !== seen) throw new Conflict("keys");
  const id = newId();
  const made = await tx.execute(sql`
    insert into app.key_rotations (tenant_id, id, requested_by)
    values (${tenantId}, ${id}, ${actor.memberId}) on conflict do nothing returning id`);
  if (made.length === 0) throw new Refusal("keys.rotating");
  scope.record({
    action: "key-rotation.requested",
    entity: "key_rotations",
    entityId: id,
    details: { from: seen },
  });
  scope.afterCommit(() => nudgeJob(rotationJobName));
  return null;
}

/**
 * Approves what the operator asked for: that the clinic's records become unreadable. The clinic's slug is
 * typed by the person who approves, who has just proved who they are. It is carried out by the operator alone.
 */
export async function approveShredding(
  scope: MemberScope,
  { slug }: ApproveShredding,
): Promise<null> {
  scope.require("key:manage");

  const { tx, tenantId, actor } = scope;
  if (slug !== actor.tenant.slug) throw new Refusal("keys.other-slug");
  const [approved] = await tx
    .update(shreddings)
    .set({ approvedBy: actor.memberId, approvedAt: sql`clock_timestamp()` })
    .where(and(eq(shreddings.tenantId, tenantId), isNull(shreddings.destroyedAt)))
    .returning({ id: shreddings.id });
  if (!approved) throw new NotFound("shredding");
  scope.record({ action: "shredding.approved", entity: "shreddings", entityId: approved.id });
  return null;
}
