import { hash } from "node:crypto";

/** For whom a transaction is. An empty tenant or actor means none. */
export interface Context {
  readonly tenantId: string;
  readonly actorId: string;
  readonly role: string;
}

/** What proves to the database that the server chose a context: for one transaction of one connection. */
export interface Seal {
  /** Milliseconds since 1970. Each is later than that of the seal before it on the connection. */
  readonly expires: number;
  readonly kid: string;
  readonly mac: Buffer;
}

/**
 * A key of contexts under a name that tells nothing of it, and what the database keeps of it: the two
 * blocks that HMAC makes of a key.
 */
export interface ContextKey {
  readonly kid: string;
  readonly key: Buffer;
  readonly innerPad: Buffer;
  readonly outerPad: Buffer;
}

/**
 * How far ahead a seal expires. The database takes up to twice that, so that its clock and the
 * server's may differ by as much in both directions.
 */
const aheadMillis = 30_000;

/** The key that a `CONTEXT_KEY` stands for. */
export function contextKey(secret: string): ContextKey {
  const [key, name] = ["key", "kid"].map((use) =>
    sha256(Buffer.from(`chartkeep/context/${use}/v1\0`), Buffer.from(secret)),
  ) as [Buffer, Buffer];
  const pad = (filling: number) =>
    Buffer.from(Uint8Array.from({ length: 64 }, (_, place) => (key[place] ?? 0) ^ filling));
  return {
    kid: name.toString("hex").slice(0, 16),
    key,
    innerPad: pad(0x36),
    outerPad: pad(0x5c),
  };
}

/** Seals a context for the next transaction of the backend with that process number. */
export function sealContext(
  { kid, innerPad, outerPad }: ContextKey,
  { tenantId, actorId, role }: Context,
  { pid, after }: { pid: number; after: number },
): Seal {
  const expires = Math.max(Date.now() + aheadMillis, after + 1);
  const said = Buffer.from(["v1", tenantId, actorId, role, expires, pid].join("|"));
  // HMAC by its definition: making node's object for it costs more than all the rest of a transaction's start.
  const mac = sha256(outerPad, sha256(innerPad, said));
  return { expires, kid, mac };
}

const sha256 = (...parts: readonly Buffer[]) => hash("sha256", Buffer.concat(parts), "buffer");
