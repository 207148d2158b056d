import "server-only";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { keyHoldings } from "#db/schema/key-holdings";
import { keyRotations } from "#db/schema/key-rotations";
import { keyUses } from "#db/schema/key-uses";
import { members } from "#db/schema/members";
import { shreddings } from "#db/schema/shreddings";
import { tenantKeys } from "#db/schema/tenant-keys";
import type { MemberScope, Scope } from "#lib/scope";
import type { KeyState, KeysView, KeyVersionView, RotationView, ShreddingView } from "./view.ts";

/** Every version of the clinic's keys, what is under each, and how the last rotation stands. That it was looked at is recorded. */
export async function getKeys(scope: MemberScope): Promise<KeysView> {
  scope.require("key:read");

  const { tx, tenantId } = scope;
  const rows = await tx
    .select({
      purpose: tenantKeys.purpose,
      version: tenantKeys.version,
      state: tenantKeys.state,
      provider: tenantKeys.provider,
      createdAt: tenantKeys.createdAt,
      usedAt: keyUses.usedAt,
    })
    .from(tenantKeys)
    .leftJoin(
      keyUses,
      and(
        eq(keyUses.tenantId, tenantId),
        eq(keyUses.purpose, tenantKeys.purpose),
        eq(keyUses.version, tenantKeys.version),
      ),
    )
    .where(eq(tenantKeys.tenantId, tenantId))
    .orderBy(asc(tenantKeys.purpose), desc(tenantKeys.version));
  const held = await tx
    .select()
    .from(keyHoldings)
    .where(eq(keyHoldings.tenantId, tenantId))
    .orderBy(asc(keyHoldings.heldIn));
  scope.record({ action: "keys.viewed", entity: "tenant_keys" });
  const counted = held.flatMap(({ countedAt }) => countedAt?.getTime() ?? []);
  return {
    versions: rows.map(
      ({ purpose, version, state, provider, createdAt, usedAt }): KeyVersionView => ({
        purpose: purpose === "index" ? "index" : "field",
        version,
        state: state as KeyState,
        provider,
        createdAt: createdAt.toISOString(),
        usedAt: usedAt?.toISOString(),
        holdings: held
          .filter((line) => purpose === "field" && line.version === version && line.rows > 0)
          .map(({ heldIn, rows: count }) => ({ table: heldIn, rows: count })),
      }),
    ),
    // The oldest count: no line is older than that.
    countedAt: counted.length === 0 ? undefined : new Date(Math.min(...counted)).toISOString(),
    rotation: await readRotation(scope),
    shredding: await readShredding(scope),
  };
}

/** How the clinic's rotation stands now, for a page that watches it. */
export async function getRotation(scope: MemberScope): Promise<RotationView | null> {
  scope.require("key:read");
  return (await readRotation(scope)) ?? null;
}

async function readShredding({ tx, tenantId }: Scope): Promise<ShreddingView | undefined> {
  const [open] = await tx
    .select({
      requestedBy: shreddings.requestedByName,
      requestedAt: shreddings.requestedAt,
      approvedAt: shreddings.approvedAt,
    })
    .from(shreddings)
    .where(and(eq(shreddings.tenantId, tenantId), isNull(shreddings.destroyedAt)));
  return (
    open && {
      requestedBy: open.requestedBy,
      requestedAt: open.requestedAt.toISOString(),
      approvedAt: open.approvedAt?.toISOString(),
    }
  );
}

async function readRotation({ tx, tenantId }: Scope): Promise<RotationView | undefined> {
  const [row] = await tx
    .select({ rotation: keyRotations, name: members.displayName })
    .from(keyRotations)
    .leftJoin(
      members,
      and(eq(members.tenantId, tenantId), eq(members.id, keyRotations.requestedBy)),
    )
    .where(eq(keyRotations.tenantId, tenantId))
    .orderBy(sql`${keyRotations.finishedAt} desc nulls first`)
    .limit(1);
  if (!row) return undefined;
  const { rotation, name } = row;
  const by = rotation.requestedBy === platformOperatorId ? "the platform operator" : "a member";
  return {
    requestedAt: rotation.requestedAt.toISOString(),
    requestedBy: name ?? by,
    startedAt: rotation.startedAt?.toISOString(),
    finishedAt: rotation.finishedAt?.toISOString(),
    version: rotation.toVersion ?? undefined,
    rowsTotal: rotation.rowsTotal,
    rowsMoved: Math.min(rotation.rowsMoved, rotation.rowsTotal),
    rowsRefused: rotation.rowsRefused,
    isSettling: rotation.startedAt !== null && rotation.passStartedAt === null,
  };
}
