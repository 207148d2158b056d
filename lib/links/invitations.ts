import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { links } from "#db/schema/links";
import { members } from "#db/schema/members";
import { tenants } from "#db/schema/tenants";
import { inTenant } from "#db/tenant";
import { type Place, placeContext } from "#lib/auth/directory";
import { RateLimited } from "#lib/errors";
import { log } from "#lib/log";
import { invitationLetter } from "#lib/mail/letters";
import { dropLinks, linkSeconds, mailLink } from "./links.ts";
import { takeMail } from "./mail-throttle.ts";

/** Somebody who was invited and has not accepted yet. */
async function findInvited(
  place: Place,
): Promise<{ email: string | null; clinic: string } | undefined> {
  const [invited] = await inTenant(placeContext(place), (tx) =>
    tx
      .select({ email: members.email, clinic: tenants.name })
      .from(members)
      .innerJoin(tenants, eq(tenants.id, members.tenantId))
      .where(
        and(
          eq(members.tenantId, place.tenantId),
          eq(members.id, place.memberId),
          eq(members.status, "invited"),
        ),
      ),
  );
  return invited;
}

/**
 * Mails the link of an invitation to whoever was invited, once the invitation is committed. It throws
 * when no mail can leave; the invitation stays, and can be sent again.
 */
export async function sendInvitation(place: Place): Promise<void> {
  const invited = await findInvited(place);
  if (!invited?.email) return;
  const { email, clinic } = invited;
  const wait = await takeMail(`invitation ${place.tenantId}`, email);
  if (wait > 0) throw new RateLimited(wait);
  await mailLink({ kind: "invitation", email, ...place }, (url) =>
    invitationLetter(clinic, url, linkSeconds.invitation / 3600),
  );
}

/** Mails a first invitation. A mail that cannot leave is logged, and shown in the list of members as not sent. */
export async function sendFirstInvitation(place: Place): Promise<void> {
  try {
    await sendInvitation(place);
  } catch (error) {
    log.error({ err: error }, "an invitation was not sent");
  }
}

/** Makes the link of an invitation that was withdrawn stop working, also should its member be invited anew. */
export const dropInvitation = (place: Place): Promise<void> =>
  dropLinks({ kind: "invitation", email: "", ...place });

/** How far the mail of an invitation has come: with the person, not taken by the mail server, or too old to use. */
export type InvitationState = "sent" | "not-sent" | "expired";

/** The state of every open invitation of a clinic, by member. Who has none was never sent a link. */
export async function listInvitations(
  tenantId: string,
): Promise<ReadonlyMap<string, InvitationState>> {
  const rows = await inDirectory((tx) =>
    tx
      .select({
        memberId: links.memberId,
        state: sql<InvitationState>`case when ${links.sentAt} is null then 'not-sent'
          when ${links.expiresAt} <= clock_timestamp() then 'expired' else 'sent' end`,
      })
      .from(links)
      .where(and(eq(links.kind, "invitation"), eq(links.tenantId, tenantId))),
  );
  return new Map(rows.map(({ memberId, state }) => [memberId ?? "", state]));
}
