import "server-only";
import type { Route } from "next";
import type { Assurance } from "#lib/auth/session-rows";
import type { OpenedSession } from "#lib/auth/sessions";
import { openSession } from "#lib/auth/sessions";
import type { Standing } from "#lib/auth/standing";
import type { Visitor } from "#lib/auth/visitor";
import { log } from "#lib/log";
import {
  type Connection,
  findConnection,
  type RefusedReason,
  recordRefusedArrival,
} from "./connection.ts";
import { type ProvenIdentity, returnFromProvider } from "./edge.ts";
import { type Flow, isSameConnection, takeFlow } from "./flows.ts";
import { findIdentity, linkIdentity } from "./identities.ts";
import type { SsoFault } from "./view.ts";

/** What came of a browser's return: a session, a linked identity, or why neither. `isLinking` says which page it began on. */
export type Arrived =
  | { readonly kind: "opened"; readonly session: OpenedSession; readonly next: Route }
  | { readonly kind: "linked" }
  | { readonly kind: "declined"; readonly fault: SsoFault; readonly isLinking: boolean };

/** A browser as it came back: to which clinic's address, with what in it, and as whom it is signed in already. */
export interface Returning {
  readonly slug: string;
  readonly search: URLSearchParams;
  readonly token: string | undefined;
  readonly cookie: (name: string) => string | undefined;
  readonly visitor: Pick<Visitor, "address" | "userAgent">;
  readonly standing: Standing;
  readonly requestId: string;
}

const faults: Record<RefusedReason, SsoFault> = {
  checks: "failed",
  "unknown-identity": "unlinked",
  "no-membership": "closed",
  taken: "taken",
  "other-session": "failed",
};

async function decline(
  flow: Flow,
  { visitor }: Returning,
  reason: RefusedReason,
  subject?: string,
): Promise<Arrived> {
  const { address } = visitor;
  await recordRefusedArrival(flow, { reason, address, ...(subject && { subject }) });
  return { kind: "declined", fault: faults[reason], isLinking: flow.sessionId !== null };
}

/** Two steps of assurance at most: what a provider says of a factor counts where the clinic says so, a passkey of ours it never is. */
const assuranceOf = (connection: Connection, { hasFactor }: ProvenIdentity): Assurance =>
  connection.trustsProviderFactor && hasFactor ? 2 : 1;

async function signIn(
  flow: Flow,
  connection: Connection,
  identity: ProvenIdentity,
  returning: Returning,
): Promise<Arrived> {
  const found = await findIdentity(flow.tenantId, identity);
  if (!found) return decline(flow, returning, "unknown-identity", identity.subject);
  const { address, userAgent } = returning.visitor;
  const session = await openSession({
    accountId: found.accountId,
    epoch: found.epoch,
    attempt: { email: "", address },
    userAgent,
    assurance: assuranceOf(connection, identity),
    confinedTo: flow.tenantId,
    details: { method: "sso", connection: connection.id },
  });
  if (!session) return decline(flow, returning, "no-membership", identity.subject);
  return { kind: "opened", session, next: flow.next as Route };
}

async function link(flow: Flow, identity: ProvenIdentity, returning: Returning): Promise<Arrived> {
  const { standing } = returning;
  const isSame =
    standing.kind === "open" &&
    standing.session.id === flow.sessionId &&
    standing.actor.tenantId === flow.tenantId;
  if (!isSame) return decline(flow, returning, "other-session");
  if (!(await linkIdentity(standing.actor, identity)))
    return decline(flow, returning, "taken", identity.subject);
  return { kind: "linked" };
}

/**
 * Takes in a browser that came back from a provider. It must be the one that left, to the clinic that it
 * left for, whose connection is still the same; then @auth/core's checks must hold; then the identity is
 * looked up by issuer and subject in that clinic alone. Nothing a person has typed takes part.
 */
export async function takeReturn(returning: Returning): Promise<Arrived> {
  const { slug, search, token, cookie, requestId } = returning;
  const flow = await takeFlow(token);
  if (!flow) return { kind: "declined", fault: "failed", isLinking: false };
  const isLinking = flow.sessionId !== null;
  const connection = await findConnection(slug);
  if (!connection || !isSameConnection(flow, connection)) return decline(flow, returning, "checks");

  const result = await returnFromProvider(connection, search, cookie);
  if (result.kind === "proven") {
    return isLinking
      ? link(flow, result.identity, returning)
      : signIn(flow, connection, result.identity, returning);
  }
  log.info({ requestId, err: result.error }, "single sign-on declined");
  if (result.kind === "failed") return decline(flow, returning, "checks");
  return { kind: "declined", fault: result.kind, isLinking };
}
