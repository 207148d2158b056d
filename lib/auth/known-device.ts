import "server-only";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { env } from "#lib/env";

/** Marks a browser in which somebody signed in to an account before. It proves nothing else and opens nothing. */
export const deviceCookie = "__Host-known";

/** How long a browser stays known. */
export const deviceCookieOptions = {
  httpOnly: true,
  secure: true,
  sameSite: "lax",
  path: "/",
  maxAge: 180 * 24 * 60 * 60,
} as const;

const mark = (id: string, email: string) =>
  createHmac("sha256", env().AUTH_SECRET)
    .update(JSON.stringify(["device", id, email]))
    .digest();

/** A mark for this browser and this account. */
export function newDevice(email: string): string {
  const id = randomBytes(16).toString("base64url");
  return `${id}.${mark(id, email).toString("base64url")}`;
}

/** The id of a browser that is known to the account with this address, or undefined for any other. */
export function knownDevice(cookie: string | undefined, email: string): string | undefined {
  const [id, signature, rest] = (cookie ?? "").split(".");
  if (!id || !signature || rest !== undefined || id.length !== 22) return undefined;
  const given = Buffer.from(signature, "base64url");
  const expected = mark(id, email);
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined;
}
