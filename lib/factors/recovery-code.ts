import { createHash, randomBytes } from "node:crypto";

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const length = 24;

/** A new code of 120 random bits, in six groups of four, of letters that are hard to take for each other. */
export function newRecoveryCode(): string {
  // Each byte gives five bits: 32 divides 256, so that no letter is likelier than another.
  const letters = [...randomBytes(length)].map((byte) => alphabet[byte % 32]).join("");
  return letters.replace(/.{4}(?=.)/g, "$&-");
}

/** A code as it was meant: whatever its case, spaces and dashes, and with the letters that look like digits. */
export function meantCode(typed: string): string | undefined {
  const letters = typed
    .toUpperCase()
    .replace(/[\s-]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1");
  return new RegExp(`^[${alphabet}]{${length}}$`).test(letters) ? letters : undefined;
}

/** What the database holds in place of a code. It opens for one account; a text that is no code has none. */
export function recoveryCodeHash(accountId: string, typed: string): Uint8Array | undefined {
  const code = meantCode(typed);
  if (code === undefined) return undefined;
  return createHash("sha256").update(`chartkeep/recovery-code/v1\0${accountId}\0${code}`).digest();
}
