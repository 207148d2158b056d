// Without I, L, O and U, which are mistaken for others or spell words.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const form = new RegExp(`^[${alphabet}]+$`);

/** How many signs a verification code has: 100 bits, which nobody guesses. */
export const codeLength = 20;

/** A verification code made of random bytes, each of which gives one sign. */
export function codeOf(random: Uint8Array): string {
  return Array.from(random.subarray(0, codeLength), (byte) => alphabet[byte & 31]).join("");
}

/** A code as it is shown: "7K3QX-...". */
export const shownCode = (code: string): string => code.match(/.{1,5}/g)?.join("-") ?? code;

/** What somebody typed as the code it can only mean, or undefined where it can be none. Letters that look like digits are read as those. */
export function readCode(typed: string): string | undefined {
  const code = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
  return code.length === codeLength && form.test(code) ? code : undefined;
}
