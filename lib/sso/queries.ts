import "server-only";
import { and, eq } from "drizzle-orm";
import { ssoConnections } from "#db/schema/sso-connections";
import type { MemberScope } from "#lib/scope";
import { redirectUriOf, signInLinkOf } from "./addresses.ts";
import type { ConnectionPageView } from "./view.ts";

/** The clinic's connection without its secret, which nobody may read, and the addresses to register and to hand out. */
export async function getConnection(scope: MemberScope): Promise<ConnectionPageView> {
  scope.require("sso:manage");
  const [connection] = await scope.tx
    .select({
      issuer: ssoConnections.issuer,
      clientId: ssoConnections.clientId,
      isEnabled: ssoConnections.isEnabled,
      trustsProviderFactor: ssoConnections.trustsProviderFactor,
    })
    .from(ssoConnections)
    .where(and(eq(ssoConnections.tenantId, scope.tenantId), eq(ssoConnections.id, scope.tenantId)));
  const { slug } = scope.actor.tenant;
  return { connection, redirectUri: redirectUriOf(slug), signInLink: signInLinkOf(slug) };
}
