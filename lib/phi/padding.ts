const bucket = 32;
const mark = 0x80;
const halfCharacter = /\p{Surrogate}/u;

/** Fills plain bytes up to a multiple of 32 (a mark, then zeros), so that a ciphertext tells a length only roughly. */
export function pad(text: string): Buffer {
  // A lone surrogate has no UTF-8 form and would silently come back as another character.
  if (halfCharacter.test(text)) throw new TypeError("text with half a character cannot be sealed");
  const length = Buffer.byteLength(text, "utf8");
  const padded = Buffer.alloc((Math.floor(length / bucket) + 1) * bucket);
  padded.write(text, "utf8");
  padded[length] = mark;
  return padded;
}

/** The text without its padding, or undefined when the padding is not one that `pad` makes. */
export function unpad(padded: Buffer): string | undefined {
  let end = padded.length - 1;
  while (end > 0 && padded[end] === 0) end -= 1;
  return padded[end] === mark ? padded.toString("utf8", 0, end) : undefined;
}
