import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { ssoConnections } from "#db/schema/sso-connections";
import { changesBetween } from "#lib/audit/changes";
import { Conflict, NotFound, Refusal } from "#lib/errors";
import type { MemberScope } from "#lib/scope";
import type { SaveConnection } from "./input.ts";
import { secretPlace } from "./places.ts";
import { allowance } from "./provider-fetch.ts";
import { addressFault } from "./rules.ts";
import type { ConnectionView } from "./view.ts";

// A connection's id is its clinic's, so that there is one.
const ofClinic = ({ tenantId }: MemberScope) =>
  and(eq(ssoConnections.tenantId, tenantId), eq(ssoConnections.id, tenantId));

async function current(scope: MemberScope) {
  const [row] = await scope.tx
    .select({
      id: ssoConnections.id,
      issuer: ssoConnections.issuer,
      clientId: ssoConnections.clientId,
      isEnabled: ssoConnections.isEnabled,
      trustsProviderFactor: ssoConnections.trustsProviderFactor,
    })
    .from(ssoConnections)
    .where(ofClinic(scope));
  return row;
}

/**
 * Sets the clinic's connection. The secret is kept when none is entered, but only for the provider and
 * client it was entered for: otherwise whoever changes the address could have the secret sent to themselves.
 */
export async function saveConnection(
  scope: MemberScope,
  { clientSecret, ...input }: SaveConnection,
): Promise<ConnectionView> {
  scope.require("sso:manage");
  if (addressFault(input.issuer, allowance())) throw new Refusal("sso.issuer-refused");
  const { tenantId } = scope;
  const view: ConnectionView = {
    issuer: input.issuer,
    clientId: input.clientId,
    isEnabled: input.isEnabled === "on",
    trustsProviderFactor: input.trustsProviderFactor === "on",
  };
  const known = await current(scope);
  const isSame = known?.issuer === view.issuer && known.clientId === view.clientId;
  if (clientSecret === "" && !isSame) throw new Refusal("sso.secret-missing");

  const id = tenantId;
  const secret =
    clientSecret === "" ? {} : { clientSecretSealed: scope.seal(secretPlace(id), clientSecret) };
  if (known) {
    await scope.tx
      .update(ssoConnections)
      .set({ ...view, ...secret, changedAt: sql`clock_timestamp()` })
      .where(ofClinic(scope));
  } else {
    const { clientSecretSealed = scope.seal(secretPlace(id), clientSecret) } = secret;
    const made = await scope.tx
      .insert(ssoConnections)
      .values({ tenantId, id, ...view, clientSecretSealed })
      .onConflictDoNothing()
      .returning({ id: ssoConnections.id });
    if (made.length === 0) throw new Conflict("connection");
  }
  scope.record({
    action: "sso.changed",
    entity: "sso_connections",
    entityId: id,
    details: { isSecretNew: clientSecret !== "" },
    changes: changesBetween({ ...known, id: undefined }, { ...view }),
  });
  return view;
}

/** Which provider to ask, recorded before it is: the asking itself waits for nothing of ours. */
export async function connectionToTest(scope: MemberScope): Promise<{ readonly issuer: string }> {
  scope.require("sso:manage");
  const known = await current(scope);
  if (!known) throw new NotFound("connection");
  scope.record({ action: "sso.tested", entity: "sso_connections", entityId: known.id });
  return { issuer: known.issuer };
}
