const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Text behind its own length (two bytes, big endian), so that two joined texts cannot be read another way. */
export function lengthPrefixed(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  if (bytes.length > 0xffff) throw new RangeError("a name in a key label is at most 65535 bytes");
  const out = Buffer.allocUnsafe(2 + bytes.length);
  out.writeUInt16BE(bytes.length);
  bytes.copy(out, 2);
  return out;
}

/** Writes the 16 bytes of a uuid into `target`. Anything but a uuid is refused, never shortened. */
export function writeUuid(target: Buffer, uuid: string, offset: number): void {
  if (!uuidShape.test(uuid))
    throw new TypeError("a sealed value belongs to a row and a clinic named by uuid");
  target.write(uuid.replaceAll("-", ""), offset, 16, "hex");
}

/** The 16 bytes of a uuid. */
export function uuidBytes(uuid: string): Buffer {
  const bytes = Buffer.alloc(16);
  writeUuid(bytes, uuid, 0);
  return bytes;
}
