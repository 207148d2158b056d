import "server-only";
import { and, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { ssoConnections } from "#db/schema/sso-connections";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantContext } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { nilId } from "#lib/ids";
import { openField } from "#lib/phi/envelope";
import { tenantKeys, withKeys } from "#lib/phi/keys";
import { secretPlace } from "./places.ts";

/** A clinic's identity provider, ready to be used. The secret is in it: it stays inside sign-in. */
export interface Connection {
  readonly tenantId: string;
  readonly slug: string;
  readonly id: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly trustsProviderFactor: boolean;
}

/** Sign-in at a clinic's door, before it is known who stands there. */
export const doorContext = (tenantId: string): TenantContext => ({
  tenantId,
  actorId: nilId,
  role: "chartkeep_directory",
});

/** The connection of the clinic with this short name: undefined when there is no such clinic, it is not open, or has none that is switched on. */
export async function findConnection(slug: string): Promise<Connection | undefined> {
  const [clinic] = await inDirectory((tx) =>
    tx
      .select({ tenantId: tenants.id })
      .from(tenants)
      .where(and(eq(tenants.slug, slug), eq(tenants.status, "active"))),
  );
  if (!clinic) return undefined;
  const context = doorContext(clinic.tenantId);
  const [row] = await inTenant(context, (tx) =>
    tx
      .select({
        id: ssoConnections.id,
        issuer: ssoConnections.issuer,
        clientId: ssoConnections.clientId,
        secret: ssoConnections.clientSecretSealed,
        trustsProviderFactor: ssoConnections.trustsProviderFactor,
      })
      .from(ssoConnections)
      .where(
        and(
          eq(ssoConnections.tenantId, clinic.tenantId),
          eq(ssoConnections.id, clinic.tenantId),
          eq(ssoConnections.isEnabled, true),
        ),
      ),
  );
  if (!row) return undefined;
  const { secret, ...connection } = row;
  const clientSecret = await withKeys(context, async (keys) =>
    openField(keys, secretPlace(row.id), secret),
  );
  return { ...clinic, ...connection, slug, clientSecret };
}

/** Why somebody who came through a provider was not let in, as the clinic's trail says it. */
export type RefusedReason =
  | "checks"
  | "unknown-identity"
  | "no-membership"
  | "taken"
  | "other-session";

/** Enters a refused try in the trail of the clinic at whose door it was made. */
export async function recordRefusedArrival(
  { tenantId, connectionId }: { readonly tenantId: string; readonly connectionId: string },
  {
    address,
    ...details
  }: { readonly reason: RefusedReason; readonly address: string; readonly subject?: string },
): Promise<void> {
  const context = doorContext(tenantId);
  const keys = await tenantKeys(context);
  await inTenant(context, (tx) =>
    appendEvents(tx, keys, [
      {
        action: "session.refused",
        outcome: "denied",
        entity: "sso_connections",
        entityId: connectionId,
        address,
        details: { method: "sso", ...details },
      },
    ]),
  );
}
