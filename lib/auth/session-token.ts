import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** A new opaque token: 256 random bits, base64url. */
export const newSessionToken = (): string => randomBytes(32).toString("base64url");

/** What the database holds in place of a token: its SHA-256. Anything not shaped like a token has none. */
export function tokenHash(token: string | undefined): Uint8Array | undefined {
  if (token === undefined || !/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  return createHash("sha256").update(token).digest();
}
