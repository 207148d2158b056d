import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { drafts } from "#db/schema/drafts";
import type { MemberScope } from "#lib/scope";
import type { DraftKey } from "./input.ts";
import { draftPlace } from "./place.ts";
import type { DraftView } from "./view.ts";

/** The actor's own draft of a form about a subject, if there is one that has not expired. Opening it is recorded; nobody else can. */
export async function openDraft(scope: MemberScope, key: DraftKey): Promise<DraftView | undefined> {
  scope.require("draft:keep");

  const place = draftPlace(scope, key);
  const [row] = await scope.tx
    .select({ content: drafts.contentSealed, savedAt: drafts.savedAt })
    .from(drafts)
    .where(
      and(
        eq(drafts.tenantId, scope.tenantId),
        eq(drafts.id, place.rowId),
        sql`${drafts.expiresAt} > clock_timestamp()`,
      ),
    );
  if (!row) return undefined;
  const open = scope.disclose({ action: "draft.opened", entity: "drafts", entityId: place.rowId });
  return { content: open(row.content, place), savedAt: row.savedAt.toISOString() };
}
