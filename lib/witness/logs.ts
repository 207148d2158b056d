import { fromBase64, MalformedNote } from "#lib/checkpoints/note";

/** A log that a witness knows: the origins that begin with its name, and the key that signs for them. */
export interface KnownLog {
  readonly name: string;
  /** Every clinic is a log of its own: `name/*` knows all those of one installation. */
  readonly isPrefix: boolean;
  readonly key: Buffer;
}

/** Reads the logs that a witness is to know: `<origin>=<key>` or `<name>/*=<key>`, separated by commas, keys in base64. */
export function parseLogs(text: string): KnownLog[] {
  return text.split(",").map((entry) => {
    const at = entry.indexOf("=");
    const name = entry.slice(0, at).trim();
    const key = fromBase64(entry.slice(at + 1).trim());
    if (at < 1 || /[\s+]/.test(name) || key?.length !== 32)
      throw new MalformedNote("a log is written <origin>=<32 bytes in base64>, or <name>/*=<key>");
    const isPrefix = name.endsWith("/*");
    return { name: isPrefix ? name.slice(0, -1) : name, isPrefix, key };
  });
}

/** The keys that may sign for an origin; none for one that nobody said should be known. */
export function keysFor(logs: readonly KnownLog[], origin: string): Buffer[] {
  return logs
    .filter(({ name, isPrefix }) =>
      isPrefix ? origin.startsWith(name) && origin.length > name.length : origin === name,
    )
    .map(({ key }) => key);
}
