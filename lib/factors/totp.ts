import { createHmac } from "node:crypto";
import { generateURI, ScureBase32Plugin, verifySync } from "otplib";

/** How many seconds a code counts on after its thirty seconds are over. The next code never counts early. */
const grace = 5;

/**
 * The seed that an authenticator app and we share, 160 bits, derived from the secret that the key
 * provider keeps: a provider wraps keys of 32 bytes and nothing else.
 */
export function seedOf(secret: Uint8Array): Uint8Array {
  return createHmac("sha256", secret).update("chartkeep/totp-seed/v1\0").digest().subarray(0, 20);
}

/** The seed as people type it into an app that cannot scan. */
export function typedSeed(seed: Uint8Array): string {
  return new ScureBase32Plugin().encode(seed, { padding: false });
}

/** What an authenticator app reads from the QR code: six digits, SHA-1, thirty seconds, which all of them know. */
export function seedAddress(seed: Uint8Array, email: string): string {
  return generateURI({ issuer: "Chartkeep", label: email, secret: typedSeed(seed) });
}

/**
 * The thirty seconds that a code belongs to at this time, in seconds since 1970: the current ones, or
 * the previous ones for five seconds more. Undefined for every other code. Whether it was used before
 * is the database's to say.
 */
export function stepOf(seed: Uint8Array, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const found = verifySync({
    secret: seed,
    token: code,
    epoch: Math.floor(now),
    epochTolerance: [grace, 0],
  });
  return found.valid && "timeStep" in found ? found.timeStep : undefined;
}
