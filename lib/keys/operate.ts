import "server-only";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { keyHoldings } from "#db/schema/key-holdings";
import { keyRotations } from "#db/schema/key-rotations";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { inTenant } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { newId } from "#lib/ids";
import { nudgeJob } from "#lib/jobs/queue";
import { tenantKeys } from "#lib/phi/keys";
import { rotationJobName } from "./job-names.ts";
import { rotatorIn } from "./rotator.ts";

/** One version of a clinic's keys, as the operator's command prints it. */
export interface KeyLine {
  readonly purpose: string;
  readonly version: number;
  readonly state: string;
  readonly provider: string;
  readonly rows: number;
}

/** What the operator sees of a clinic's keys: nothing but versions, states and counts. */
export async function listKeys(
  tenantId: string,
): Promise<{ readonly lines: readonly KeyLine[]; readonly isRotating: boolean }> {
  return inTenant(rotatorIn(tenantId), async (tx) => {
    const lines = await tx
      .select({
        purpose: keyTable.purpose,
        version: keyTable.version,
        state: keyTable.state,
        provider: keyTable.provider,
        rows: sql<number>`coalesce(sum(${keyHoldings.rows}), 0)::float8`,
      })
      .from(keyTable)
      .leftJoin(
        keyHoldings,
        and(
          eq(keyHoldings.tenantId, tenantId),
          eq(keyTable.purpose, "field"),
          eq(keyHoldings.version, keyTable.version),
        ),
      )
      .where(eq(keyTable.tenantId, tenantId))
      .groupBy(keyTable.tenantId, keyTable.purpose, keyTable.version)
      .orderBy(asc(keyTable.purpose), asc(keyTable.version));
    const open = await tx.$count(
      keyRotations,
      and(eq(keyRotations.tenantId, tenantId), isNull(keyRotations.finishedAt)),
    );
    return { lines, isRotating: open > 0 };
  });
}

/** Asks for a new field key as the operator. False if a rotation is under way already. */
export async function orderRotation(tenantId: string): Promise<boolean> {
  const keys = await tenantKeys(rotatorIn(tenantId));
  const id = newId();
  const isNew = await inTenant(rotatorIn(tenantId), async (tx) => {
    const made = await tx.execute(sql`
      insert into app.key_rotations (tenant_id, id, requested_by)
      values (${tenantId}, ${id}, ${platformOperatorId}) on conflict do nothing returning id`);
    if (made.length === 0) return false;
    await appendEvents(tx, keys, [
      {
        action: "key-rotation.requested",
        entity: "key_rotations",
        entityId: id,
        details: { from: keys.primaryVersion },
      },
    ]);
    return true;
  });
  await nudgeJob(rotationJobName);
  return isNew;
}
