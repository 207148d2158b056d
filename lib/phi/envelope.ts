import "server-only";
import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from "node:crypto";
import type { Sealed } from "#db/columns";
import { lengthPrefixed, uuidBytes, writeUuid } from "./encoding.ts";
import { IntegrityError } from "./integrity-error.ts";
import { pad, unpad } from "./padding.ts";

/** Where a sealed value lives: SQL table and column, and the row's id. It opens there and nowhere else. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/** One column's key under one version of a clinic's data key, with the additional data that is the same for every row. */
export interface FieldKey {
  readonly table: string;
  readonly column: string;
  readonly version: number;
  readonly key: KeyObject;
  readonly context: Buffer;
}

const format = 1;
const aes256gcm = 1;
const headerLength = 6;
const nonceLength = 12;
const bodyStart = headerLength + nonceLength;
const tagLength = 16;
const smallest = bodyStart + 32 + tagLength;
const options = { authTagLength: tagLength };

/** The names that keep our derivations apart from everybody else's, and from each other. */
export const labels = {
  fieldKey: "chartkeep/field-key/v1\0",
  field: "chartkeep/field/v1\0",
} as const;

/** Derives the key of one column from a clinic's data key. `names` differs from ours only to check published vectors. */
export function deriveFieldKey(
  dataKey: KeyObject,
  tenantId: string,
  at: { readonly table: string; readonly column: string; readonly version: number },
  names: { readonly fieldKey: string; readonly field: string } = labels,
): FieldKey {
  const tenant = uuidBytes(tenantId);
  const place = Buffer.concat([lengthPrefixed(at.table), lengthPrefixed(at.column)]);
  const info = Buffer.concat([Buffer.from(names.fieldKey), place]);
  const key = Buffer.from(hkdfSync("sha256", dataKey, tenant, info, 32));
  const header = Buffer.from([format, aes256gcm, 0, 0, 0, 0]);
  header.writeUInt32BE(at.version, 2);
  const context = Buffer.concat([
    Buffer.from(names.field),
    header,
    tenant,
    place,
    Buffer.alloc(16),
  ]);
  const field = { table: at.table, column: at.column, version: at.version, context };
  const sealing = { ...field, key: createSecretKey(key) };
  key.fill(0);
  return sealing;
}

/** The column keys of one clinic: the primary version seals, every enabled version opens. */
export interface FieldKeys {
  readonly primaryVersion: number;
  /** Throws `IntegrityError` for a version that is not enabled. */
  fieldKey(table: string, column: string, version: number): FieldKey;
}

/** Seals text for one field of one row, under the clinic's primary key version. */
export function sealField(keys: FieldKeys, at: Place, text: string): Sealed {
  return sealWith(keys.fieldKey(at.table, at.column, keys.primaryVersion), at.rowId, text);
}

/** Opens a sealed field at the place it was sealed for, under any enabled version. Anything else throws `IntegrityError`. */
export function openField(keys: FieldKeys, at: Place, sealed: Uint8Array): string {
  return openWith(keys.fieldKey(at.table, at.column, versionOf(sealed, at)), at.rowId, sealed);
}

/** Seals text for one row of the key's column. `nonce` is random; a test passes its own to check a vector. */
export function sealWith(
  field: FieldKey,
  rowId: string,
  text: string,
  nonce: Uint8Array = randomFillSync(Buffer.allocUnsafe(nonceLength)),
): Sealed {
  const cipher = createCipheriv("aes-256-gcm", field.key, nonce, options);
  cipher.setAAD(boundTo(field, rowId));
  const plain = pad(text);
  const envelope = Buffer.allocUnsafe(bodyStart + plain.length + tagLength);
  envelope[0] = format;
  envelope[1] = aes256gcm;
  envelope.writeUInt32BE(field.version, 2);
  envelope.set(nonce, headerLength);
  envelope.set(cipher.update(plain), bodyStart);
  cipher.final();
  envelope.set(cipher.getAuthTag(), bodyStart + plain.length);
  plain.fill(0);
  return sealedBytes(envelope);
}

/** The key version that an envelope was sealed under. Throws `IntegrityError` for anything that is no envelope of ours. */
export function versionOf(sealed: Uint8Array, at: Pick<Place, "table" | "column">): number {
  if (sealed.length < smallest || sealed[0] !== format || sealed[1] !== aes256gcm) {
    throw new IntegrityError("format", at.table, at.column);
  }
  return viewOf(sealed).readUInt32BE(2);
}

/** Opens an envelope for the row it was sealed for. Anything else throws `IntegrityError`; no byte comes out unverified. */
export function openWith(field: FieldKey, rowId: string, sealed: Uint8Array): string {
  const { table, column } = field;
  if (versionOf(sealed, field) !== field.version)
    throw new IntegrityError("key-version", table, column);
  const envelope = viewOf(sealed);
  const tagStart = envelope.length - tagLength;
  const nonce = envelope.subarray(headerLength, bodyStart);
  const decipher = createDecipheriv("aes-256-gcm", field.key, nonce, options);
  decipher.setAAD(boundTo(field, rowId));
  decipher.setAuthTag(envelope.subarray(tagStart));
  const plain = decipher.update(envelope.subarray(bodyStart, tagStart));
  try {
    decipher.final();
  } catch {
    throw new IntegrityError("rejected", table, column);
  }
  const text = unpad(plain);
  if (text === undefined) throw new IntegrityError("format", table, column);
  return text;
}

/** The additional data of one row. The buffer is the key's own and is used up before the next call. */
function boundTo(field: FieldKey, rowId: string): Buffer {
  writeUuid(field.context, rowId, field.context.length - 16);
  return field.context;
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Only this file may call bytes sealed. */
function sealedBytes(envelope: Buffer): Sealed {
  return envelope as Uint8Array as Sealed;
}
