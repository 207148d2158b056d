import { randomUUID } from "node:crypto";
import { admin } from "./staff.ts";

/** Puts a finished review of a past week into a clinic, as the background work would have made it. Gives its id. */
export async function plantReview(tenantId: string): Promise<string> {
  const id = randomUUID();
  await admin.begin(async (tx) => {
    // Around the trail: this arranges a test, and nobody of the clinic did it.
    await tx`set local session_replication_role = replica`;
    await tx`insert into app.activity_reviews (tenant_id, id, kind, starts_at, ends_at, made_at, due_at)
      select ${tenantId}, ${id}, 'asked', ends - interval '7 days', ends, now(), now() + interval '7 days'
      from (select now() - interval '30 days' - random() * interval '300 days' as ends) span`;
  });
  return id;
}
