import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import { members } from "#db/schema/members";
import { savedViews } from "#db/schema/saved-views";
import { NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import type { MemberScope } from "#lib/scope";
import type { SaveView, WhichView } from "./input.ts";
import type { SavedView } from "./view.ts";

const list = "trail";
const most = 100;

/** The views of the trail that the actor kept, and those that others of the clinic share. */
export async function listViews(scope: MemberScope): Promise<SavedView[]> {
  scope.require("audit:read");
  const rows = await scope.tx
    .select({
      id: savedViews.id,
      name: savedViews.name,
      predicates: savedViews.predicates,
      isShared: savedViews.isShared,
      memberId: savedViews.memberId,
      owner: members.displayName,
    })
    .from(savedViews)
    .innerJoin(
      members,
      and(eq(members.tenantId, savedViews.tenantId), eq(members.id, savedViews.memberId)),
    )
    .where(and(eq(savedViews.tenantId, scope.tenantId), eq(savedViews.list, list)))
    .orderBy(asc(savedViews.name), asc(savedViews.id))
    .limit(500);
  return rows.map(({ memberId, ...view }) => ({ ...view, isOwn: memberId === scope.actorId }));
}

/** Keeps a view under a name; what the actor kept under that name before is replaced. Nobody keeps more than a hundred. */
export async function saveView(
  scope: MemberScope,
  { name, predicates, isShared }: SaveView,
): Promise<{ readonly viewId: string }> {
  scope.require("audit:read");
  const { tenantId, actorId } = scope;
  const kept = { predicates, isShared: isShared === "on" };
  const [row] = await scope.tx
    .insert(savedViews)
    .values({ tenantId, id: newId(), memberId: actorId, list, name, ...kept })
    .onConflictDoUpdate({
      target: [savedViews.tenantId, savedViews.memberId, savedViews.list, savedViews.name],
      set: kept,
    })
    .returning({ id: savedViews.id });
  if (!row) throw new Error("a view was not kept");
  const [count] = await scope.tx
    .select({ own: sql<number>`count(*)::int` })
    .from(savedViews)
    .where(and(eq(savedViews.tenantId, tenantId), eq(savedViews.memberId, actorId)));
  if ((count?.own ?? 0) > most) throw new Refusal("views.too-many");
  scope.record({
    action: "view.saved",
    entity: "saved_views",
    entityId: row.id,
    details: { name, ...kept },
  });
  return { viewId: row.id };
}

/** Removes a view of the actor's own. Another's, shared or not, is not found. */
export async function removeView(scope: MemberScope, { viewId }: WhichView): Promise<null> {
  scope.require("audit:read");
  const removed = await scope.tx
    .delete(savedViews)
    .where(
      and(
        eq(savedViews.tenantId, scope.tenantId),
        eq(savedViews.id, viewId),
        eq(savedViews.memberId, scope.actorId),
      ),
    )
    .returning({ name: savedViews.name });
  if (removed.length === 0) throw new NotFound("view", viewId);
  scope.record({ action: "view.removed", entity: "saved_views", entityId: viewId });
  return null;
}
