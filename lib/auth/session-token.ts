import "server-only";
import { createHash, randomBytes } from "node:crypto";

/** The cookie that holds the token. The prefix makes browsers insist on Secure, Path=/ and no Domain. */
export const sessionCookie = "__Host-sid";

/** How the session cookie is set. It has no expiry of its own: the server's limits decide. */
export const sessionCookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: "lax",
  path: "/",
} as const;

/** A new opaque token: 256 random bits, base64url. */
export const newSessionToken = (): string => randomBytes(32).toString("base64url");

/** What the database holds in place of a token: its SHA-256. Anything not shaped like a token has none. */
export function tokenHash(token: string | undefined): Uint8Array | undefined {
  if (token === undefined || !/^[A-Za-z0-9_-]{43}$/.test(token)) return undefined;
  return createHash("sha256").update(token).digest();
}
