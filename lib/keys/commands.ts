import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { tenantKeys } from "#db/schema/tenant-keys";
import { Conflict, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import type { MemberScope } from "#lib/scope";
import type { RotateKeys } from "./input.ts";
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
