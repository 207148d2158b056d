import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { PgInsertValue } from "drizzle-orm/pg-core";
import { drafts } from "#db/schema/drafts";
import { members } from "#db/schema/members";
import { sessions } from "#db/schema/sessions";
import { tenants } from "#db/schema/tenants";
import type { Queries } from "#db/transaction";
import { NotFound } from "#lib/errors";
import type { Place } from "./directory.ts";

/** A session's row without where it is open. */
export type SessionRow = Omit<
  PgInsertValue<typeof sessions>,
  "stage" | "tenantId" | "memberId" | "memberEpoch"
>;

/**
 * Writes a session that is open in a clinic, bound to the state the member is in at this moment. Runs
 * inside the clinic's wall; a member who is not active there is not found, nor is one of a clinic that
 * was suspended a moment ago.
 */
export async function enterClinic(
  tx: Queries,
  row: SessionRow,
  { tenantId, memberId }: Place,
): Promise<void> {
  // Whoever suspends the clinic waits for this, or this for them: no session comes in behind their back.
  await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${tenantId}, 9))`);
  const [member] = await tx
    .update(members)
    .set({ lastSignInAt: sql`clock_timestamp()` })
    .where(
      and(
        eq(members.tenantId, tenantId),
        eq(members.id, memberId),
        eq(members.status, "active"),
        sql`exists (select from ${tenants} where ${tenants.id} = ${tenantId} and ${tenants.status} = 'active')`,
      ),
    )
    .returning({ epoch: members.epoch });
  if (!member) throw new NotFound("member");
  await tx
    .insert(sessions)
    .values({ ...row, tenantId, memberId, memberEpoch: member.epoch, stage: "signed_in" });
  // Nobody else comes by who could: an expired draft is gone with the next person who comes in.
  await tx
    .delete(drafts)
    .where(and(eq(drafts.tenantId, tenantId), sql`${drafts.expiresAt} <= clock_timestamp()`));
}
