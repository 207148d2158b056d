import "server-only";
import { and, eq, lt, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { ssoFlows } from "#db/schema/sso-flows";
import { newSessionToken, tokenHash } from "#lib/auth/session-token";
import type { Connection } from "./connection.ts";

/** The cookie that binds a browser to the way it is on. */
export const flowCookie = "__Host-sso";

const minutes = 10;

/** A browser that has come back from a provider, and what it went there for. */
export interface Flow {
  readonly tenantId: string;
  readonly connectionId: string;
  readonly issuer: string;
  readonly clientId: string;
  /** The session that an identity is to be linked from; null when somebody wants to sign in. */
  readonly sessionId: string | null;
  readonly next: string;
}

/** Notes that a browser leaves for a provider, and returns the token that it must come back with. */
export async function beginFlow(
  connection: Connection,
  purpose: { readonly sessionId: string | null; readonly next: string },
): Promise<string> {
  const token = newSessionToken();
  const hash = tokenHash(token);
  if (hash === undefined) throw new Error("a new token has no hash");
  const { tenantId, id: connectionId, issuer, clientId } = connection;
  await inDirectory(async (tx) => {
    await tx.delete(ssoFlows).where(lt(ssoFlows.expiresAt, sql`clock_timestamp()`));
    await tx.insert(ssoFlows).values({
      tokenHash: hash,
      tenantId,
      connectionId,
      issuer,
      clientId,
      ...purpose,
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${minutes}::int)`,
    });
  });
  return token;
}

/** Takes what a browser went to a provider for. One statement removes it, so of any number of returns one finds it. */
export async function takeFlow(token: string | undefined): Promise<Flow | undefined> {
  const hash = tokenHash(token);
  if (hash === undefined) return undefined;
  const [flow] = await inDirectory((tx) =>
    tx
      .delete(ssoFlows)
      .where(and(eq(ssoFlows.tokenHash, hash), sql`${ssoFlows.expiresAt} > clock_timestamp()`))
      .returning({
        tenantId: ssoFlows.tenantId,
        connectionId: ssoFlows.connectionId,
        issuer: ssoFlows.issuer,
        clientId: ssoFlows.clientId,
        sessionId: ssoFlows.sessionId,
        next: ssoFlows.next,
      }),
  );
  return flow;
}

/** Whether a connection is still the one that a browser left for. */
export const isSameConnection = (flow: Flow, connection: Connection): boolean =>
  flow.tenantId === connection.tenantId &&
  flow.connectionId === connection.id &&
  flow.issuer === connection.issuer &&
  flow.clientId === connection.clientId;
