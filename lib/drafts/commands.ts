import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { drafts } from "#db/schema/drafts";
import type { MemberScope } from "#lib/scope";
import type { DraftKey, KeepDraft } from "./input.ts";
import { draftPlace } from "./place.ts";
import type { KeptDraftView } from "./view.ts";

/** How many drafts a member may have; the oldest gives way to a new one. */
const atOnce = 50;

/**
 * Keeps what the actor has typed so far, in place of what was kept of this form before, for a week. No
 * event is recorded: it is nobody's record before it is sent, and only its author will ever see it.
 */
export async function keepDraft(scope: MemberScope, input: KeepDraft): Promise<KeptDraftView> {
  scope.require("draft:keep");

  const { tenantId, tx, actor } = scope;
  const place = draftPlace(scope, input);
  const kept = {
    contentSealed: scope.seal(place, input.content),
    savedAt: sql`clock_timestamp()`,
    expiresAt: sql`clock_timestamp() + interval '7 days'`,
  };
  const { form, subjectId } = input;
  const [row] = await tx
    .insert(drafts)
    .values({ tenantId, id: place.rowId, memberId: actor.memberId, form, subjectId, ...kept })
    .onConflictDoUpdate({ target: [drafts.tenantId, drafts.id], set: kept })
    .returning({ savedAt: drafts.savedAt });
  if (!row) throw new Error("a draft was not kept");

  const beyond = tx
    .select({ id: drafts.id })
    .from(drafts)
    .where(eq(drafts.tenantId, tenantId))
    .orderBy(desc(drafts.savedAt))
    .offset(atOnce);
  await tx.delete(drafts).where(and(eq(drafts.tenantId, tenantId), inArray(drafts.id, beyond)));
  return { savedAt: row.savedAt.toISOString() };
}

/** Forgets the actor's draft of a form: it was sent, or is not wanted any more. One that is not there is forgotten already. */
export async function discardDraft(scope: MemberScope, key: DraftKey): Promise<null> {
  scope.require("draft:keep");

  const { rowId } = draftPlace(scope, key);
  await scope.tx
    .delete(drafts)
    .where(and(eq(drafts.tenantId, scope.tenantId), eq(drafts.id, rowId)));
  return null;
}
