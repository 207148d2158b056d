import "server-only";
import { randomBytes } from "node:crypto";
import { asc, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { passkeys } from "#db/schema/passkeys";
import type { LiveSession } from "#lib/auth/session-store";
import { env } from "#lib/env";
import { type ChallengePurpose, openChallenge, takeChallenge } from "./challenges.ts";

/** The application as authenticators know it: exactly its one origin, and that origin's host. */
export const relyingParty = () => {
  const { APP_ORIGIN } = env();
  return { origin: APP_ORIGIN, id: new URL(APP_ORIGIN).hostname };
};

/** Bytes as WebAuthn writes them. */
export const encoded = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
/** Bytes that WebAuthn wrote. */
export const decoded = (text: string) => new Uint8Array(Buffer.from(text, "base64url"));

/** The passkeys of an account, as a browser is told of them. */
export async function listCredentials(accountId: string) {
  const rows = await inDirectory((tx) =>
    tx
      .select({ id: passkeys.credentialId, transports: passkeys.transports })
      .from(passkeys)
      .where(eq(passkeys.accountId, accountId))
      .orderBy(asc(passkeys.createdAt)),
  );
  return rows.map(({ id, transports }) => ({
    id: encoded(id),
    transports: transports.split(",").filter(Boolean),
  }));
}

/** 32 random bytes for this session to sign, for one purpose. */
export async function newChallenge(session: LiveSession, purpose: ChallengePurpose) {
  const challenge = new Uint8Array(randomBytes(32));
  await openChallenge(session, purpose, challenge);
  return challenge;
}

/**
 * The challenge that a browser says was signed, if it is one of this session for this purpose. Asking
 * uses it up, whatever else may be wrong with the answer.
 */
export async function takenChallenge(
  session: LiveSession,
  purpose: ChallengePurpose,
  clientDataJSON: string,
): Promise<string | undefined> {
  const sent = challengeIn(clientDataJSON);
  if (sent === undefined) return undefined;
  const taken = await inDirectory((tx) => takeChallenge(tx, session, purpose, decoded(sent)));
  return taken ? sent : undefined;
}

function challengeIn(clientDataJSON: string): string | undefined {
  try {
    const { challenge } = JSON.parse(Buffer.from(clientDataJSON, "base64url").toString("utf8"));
    return typeof challenge === "string" && challenge.length <= 64 ? challenge : undefined;
  } catch {
    return undefined;
  }
}
