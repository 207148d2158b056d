import "server-only";
import { z } from "zod";
import type { Actor } from "#lib/access/actor";
import type { Standing } from "#lib/auth/standing";
import { NotFound, Unavailable } from "#lib/errors";
import { findConnection } from "./connection.ts";
import { listIdentities, unlinkIdentity } from "./identities.ts";
import { ProviderFault } from "./provider-fault.ts";
import { sendToProvider } from "./start.ts";
import type { OwnSsoView } from "./view.ts";

type Open = Extract<Standing, { kind: "open" | "locked" }>;

/** Linking asks nothing: who links is the session, and what is linked the provider says. */
export const LinkSso = z.strictObject({});

/** Which of one's own identities to unlink. */
export const UnlinkSso = z.strictObject({ identityId: z.uuid() });

/** Whether the clinic has single sign-on, and what a member has linked of it. */
export async function ownSso(actor: Actor): Promise<OwnSsoView> {
  const connection = await findConnection(actor.tenant.slug);
  return { issuer: connection?.issuer, identities: await listIdentities(actor) };
}

/** Sends a member to their clinic's provider, to come back with an identity that becomes theirs. */
export async function beginLink({ session, actor }: Open): Promise<{ readonly address: string }> {
  const connection = await findConnection(actor.tenant.slug);
  if (!connection) throw new NotFound("connection");
  try {
    return { address: await sendToProvider(connection, { sessionId: session.id, next: "/" }) };
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    throw new Unavailable("identity provider", { cause: error });
  }
}

/** Unlinks one of a member's own identities in the clinic they are in. */
export const unlink = ({ actor }: Open, { identityId }: z.output<typeof UnlinkSso>) =>
  unlinkIdentity(actor, identityId);
