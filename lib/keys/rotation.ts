import "server-only";
import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { keyRotations } from "#db/schema/key-rotations";
import { tenantKeys as keyTable } from "#db/schema/tenant-keys";
import { inTenant, type TenantTx } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { keyProvider } from "#lib/kms/configured";
import { forgetTenantKeys, keyLifetime, type TenantKeys, tenantKeys } from "#lib/phi/keys";
import { newTenantKey } from "#lib/phi/tenant-key";
import { countHoldings, type Holdings, moveHoldings } from "./holdings.ts";
import { resealBatch } from "./reseal.ts";
import { aloneWithKeys, rotatorIn } from "./rotator.ts";
import { sealedTables } from "./sealed-tables.ts";
import { beginning } from "./walk.ts";

type Rotation = typeof keyRotations.$inferSelect;

/** How a rotation goes on: `settleSeconds` is how long others may still seal under the version they had in memory. */
export interface RotationPace {
  readonly settleSeconds?: number;
  readonly signal?: AbortSignal;
}

/** Where a rotation stands after a run: finished, waiting for what others may still write, or told to stop. */
export type RotationStanding = "none" | "finished" | "waiting" | "stopped";

/** Keys stay in memory for five minutes, and what began with them then has ended a minute later. */
const settled = keyLifetime / 1_000 + 60;

/**
 * Carries a clinic's rotation as far as it can go now. The new version seals from its first transaction
 * on; records follow a batch at a time, each with the place it ended at, so that a run that is cut off
 * anywhere is gone on with. It is finished when a whole pass, begun after nobody can have had only the old version
 * in memory, has left no row under one.
 */
export async function continueRotation(
  tenantId: string,
  { settleSeconds = settled, signal }: RotationPace = {},
): Promise<RotationStanding> {
  for (;;) {
    const rotation = await openRotation(tenantId);
    if (!rotation) return "none";
    if (rotation.toVersion === null) {
      await begin(tenantId, rotation.id);
      continue;
    }
    const isLast = await startPass(rotation, settleSeconds);
    if (isLast === undefined) return "waiting";
    const keys = await keysUnder(tenantId, rotation.toVersion);
    if (!(await walk(rotation, keys, signal))) return "stopped";
    if (await endPass(tenantId, rotation.toVersion, isLast)) return "finished";
    if (isLast) return "waiting";
  }
}

async function openRotation(tenantId: string): Promise<Rotation | undefined> {
  const [open] = await inTenant(rotatorIn(tenantId), (tx) => readOpen(tx, tenantId));
  return open;
}

const readOpen = (tx: TenantTx, tenantId: string) =>
  tx
    .select()
    .from(keyRotations)
    .where(and(eq(keyRotations.tenantId, tenantId), isNull(keyRotations.finishedAt)));

/** Makes the next version and lets it seal. Of two that begin at once, one does. */
async function begin(tenantId: string, rotationId: string): Promise<void> {
  const provider = await keyProvider();
  const keys = await tenantKeys(rotatorIn(tenantId));
  const total = [...(await countHoldings(tenantId)).values()].reduce((sum, rows) => sum + rows, 0);
  const [newest] = await inTenant(rotatorIn(tenantId), (tx) =>
    tx
      .select({ version: keyTable.version })
      .from(keyTable)
      .where(and(eq(keyTable.tenantId, tenantId), eq(keyTable.purpose, "field")))
      .orderBy(desc(keyTable.version))
      .limit(1),
  );
  const version = (newest?.version ?? 0) + 1;
  const made = await newTenantKey(provider, { tenantId, purpose: "field", version });
  await inTenant(rotatorIn(tenantId), async (tx) => {
    await aloneWithKeys(tx, tenantId);
    const begun = await tx
      .update(keyRotations)
      .set({ startedAt: sql`clock_timestamp()`, toVersion: version, rowsTotal: total, ...fromTop })
      .where(
        and(
          eq(keyRotations.tenantId, tenantId),
          eq(keyRotations.id, rotationId),
          isNull(keyRotations.startedAt),
        ),
      )
      .returning({ id: keyRotations.id });
    if (begun.length === 0) return;
    const former = await tx
      .update(keyTable)
      .set({ state: "decrypt" })
      .where(
        and(
          eq(keyTable.tenantId, tenantId),
          eq(keyTable.purpose, "field"),
          eq(keyTable.state, "primary"),
        ),
      )
      .returning({ version: keyTable.version });
    if (former.length !== 1) throw new Error("a clinic whose keys are destroyed gets no new one");
    await tx.insert(keyTable).values({ ...made, state: "primary" });
    await appendEvents(tx, keys, [
      {
        action: "key-rotation.started",
        entity: "key_rotations",
        entityId: rotationId,
        details: { version, rows: total },
      },
    ]);
  });
  forgetTenantKeys(tenantId);
}

const fromTop = { passStartedAt: sql`clock_timestamp()`, atTable: null, atId: null };

/** Begins the pass that is due. Whether it is the last one, or undefined while others may still write under the old version. */
async function startPass(
  { tenantId, id, passStartedAt }: Rotation,
  settleSeconds: number,
): Promise<boolean | undefined> {
  return inTenant(rotatorIn(tenantId), async (tx) => {
    const own = and(eq(keyRotations.tenantId, tenantId), eq(keyRotations.id, id));
    if (passStartedAt === null) {
      // An import holds the keys it began a file with; while one is under way the last pass waits.
      const [lock] = await tx.execute<{ isFree: boolean }>(sql`
        select pg_try_advisory_xact_lock(hashtextextended(${`chartkeep import ${tenantId}`}, 0)) as "isFree"`);
      if (!lock?.isFree) return undefined;
      const begun = await tx
        .update(keyRotations)
        .set({ ...fromTop, pass: sql`${keyRotations.pass} + 1`, rowsRefused: 0 })
        .where(
          and(
            own,
            sql`${keyRotations.startedAt} + make_interval(secs => ${settleSeconds}) <= clock_timestamp()`,
          ),
        )
        .returning({ id: keyRotations.id });
      if (begun.length === 0) return undefined;
    }
    const [row] = await tx
      .select({
        isLast: sql<boolean>`${keyRotations.startedAt} + make_interval(secs => ${settleSeconds}) <= ${keyRotations.passStartedAt}`,
      })
      .from(keyRotations)
      .where(own);
    return row?.isLast;
  });
}

async function keysUnder(tenantId: string, version: number): Promise<TenantKeys> {
  const kept = await tenantKeys(rotatorIn(tenantId));
  if (kept.primaryVersion === version) return kept;
  forgetTenantKeys(tenantId);
  return tenantKeys(rotatorIn(tenantId));
}

/** Walks what is left of the pass. False if it was told to stop. */
async function walk(rotation: Rotation, keys: TenantKeys, signal?: AbortSignal): Promise<boolean> {
  const { tenantId, id } = rotation;
  const [now] = await inTenant(rotatorIn(tenantId), (tx) => readOpen(tx, tenantId));
  const own = and(eq(keyRotations.tenantId, tenantId), eq(keyRotations.id, id));
  for (const table of sealedTables) {
    if (now?.atTable && table.name < now.atTable) continue;
    let at: string | undefined = (table.name === now?.atTable && now.atId) || beginning;
    while (at !== undefined) {
      if (signal?.aborted) return false;
      const after: string = at;
      at = await inTenant(
        rotatorIn(tenantId),
        async (tx) => {
          const { next, sealed, refused } = await resealBatch(tx, keys, table, after);
          const rows = [...sealed.values()].reduce((sum, each) => sum + each, 0);
          if (rows > 0) await moveHoldings(tx, tenantId, table, sealed, keys.primaryVersion);
          await tx
            .update(keyRotations)
            .set({
              atTable: table.name,
              atId: next ?? after,
              rowsMoved: sql`${keyRotations.rowsMoved} + ${rows}::bigint`,
              rowsRefused: sql`${keyRotations.rowsRefused} + ${refused}::bigint`,
            })
            .where(own);
          return next;
        },
        { isIdempotent: true },
      );
    }
  }
  return true;
}

/** Counts what the pass left, and ends the rotation if that is nothing. Whether it did. */
async function endPass(tenantId: string, version: number, isLast: boolean): Promise<boolean> {
  const left = leftUnder(await countHoldings(tenantId), version);
  const keys = await tenantKeys(rotatorIn(tenantId));
  return inTenant(rotatorIn(tenantId), async (tx) => {
    const [open] = await readOpen(tx, tenantId);
    if (!open) return true;
    const isDone = isLast && left <= open.rowsRefused;
    await tx
      .update(keyRotations)
      .set(isDone ? { finishedAt: sql`clock_timestamp()` } : { passStartedAt: null })
      .where(and(eq(keyRotations.tenantId, tenantId), eq(keyRotations.id, open.id)));
    if (isDone) {
      await appendEvents(tx, keys, [
        {
          action: "key-rotation.finished",
          entity: "key_rotations",
          entityId: open.id,
          outcome: open.rowsRefused > 0 ? "failed" : "success",
          details: { version, rows: open.rowsMoved, refused: open.rowsRefused },
        },
      ]);
    }
    return isDone;
  });
}

const leftUnder = (holdings: Holdings, version: number): number =>
  [...holdings].reduce((sum, [each, rows]) => (each < version ? sum + rows : sum), 0);
