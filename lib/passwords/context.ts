import "server-only";
import { and, eq } from "drizzle-orm";
import { members } from "#db/schema/members";
import { inTenant } from "#db/tenant";
import { type Place, placeContext } from "#lib/auth/directory";
import type { ClinicChoice } from "#lib/auth/view";

/** What others know of a person: their address, and in each of their clinics their name and its own. No password may be little more. */
export async function passwordContext(
  email: string,
  places: readonly (Place & ClinicChoice)[],
): Promise<string[]> {
  const words = [email];
  for (const { tenantId, memberId, name } of places) {
    const [member] = await inTenant(placeContext({ tenantId, memberId }), (tx) =>
      tx
        .select({ displayName: members.displayName })
        .from(members)
        .where(and(eq(members.tenantId, tenantId), eq(members.id, memberId))),
    );
    words.push(name, member?.displayName ?? "");
  }
  return words;
}
