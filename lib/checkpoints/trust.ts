import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { type Checkpoint, isCheckpointOf, parseCheckpoint } from "./checkpoint.ts";
import { lineOrigin } from "./names.ts";
import { MalformedNote, parseNote } from "./note.ts";
import { type EndedLine, type FormerKey, readStatement } from "./statement.ts";

/** A key and the sizes of the checkpoints that it is good for: more than `from`, and at most `until`. */
export interface TrustedKey {
  readonly key: Uint8Array;
  readonly from: number;
  readonly until: number;
}

/** What a clinic's checkpoints are judged by: the present key, those before it, and the lines that restores ended. */
export interface Trust {
  readonly keys: readonly TrustedKey[];
  readonly former: readonly FormerKey[];
  readonly lines: readonly EndedLine[];
}

/** Trust in `key`, with these keys before it. */
export function trustOf(
  key: Uint8Array,
  former: readonly FormerKey[],
  lines: readonly EndedLine[],
): Trust {
  const before = [...former].sort((one, other) => one.until - other.until);
  const from = (at: number) => before[at - 1]?.until ?? 0;
  return {
    keys: [
      { key, from: from(before.length), until: Number.POSITIVE_INFINITY },
      ...before.map((each, at) => ({ key: each.key, from: from(at), until: each.until })),
    ],
    former: before,
    lines,
  };
}

/** The statements that the database has of a clinic's checkpoints, in their order, whoever signed them. */
export async function listStatements(tx: TenantTx, tenantId: string): Promise<string[]> {
  const rows = await tx.execute<{ note: string }>(sql`
    select note from audit.statements where tenant_id = ${tenantId} order by at, id`);
  return rows.map(({ note }) => note);
}

/**
 * What a clinic's checkpoints are judged by, from `key` alone: each statement counts if a key that is trusted
 * already signed it. Whoever can write into the database and cannot sign adds nothing. `published` are
 * statements from elsewhere, which a restored database may not have.
 */
export async function readTrust(
  tx: TenantTx,
  tenantId: string,
  key: Uint8Array,
  published: readonly string[] = [],
): Promise<Trust> {
  const notes = new Set([...(await listStatements(tx, tenantId)), ...published]);
  return trustFrom(key, [...notes], tenantId);
}

/** The same from notes that lie elsewhere. */
export function trustFrom(key: Uint8Array, notes: readonly string[], tenantId: string): Trust {
  const read = notes.flatMap((note) => readStatement(note) ?? []);
  const own = read.filter(({ statement }) => statement.origin.endsWith(`/${tenantId}`));
  const signers: { readonly key: Buffer; readonly until: number }[] = [
    { key: Buffer.from(key), until: Number.POSITIVE_INFINITY },
  ];
  const former: FormerKey[] = [];
  // Each key vouches for the one before it, from the newest back.
  for (const signer of signers) {
    for (const { statement, note } of own) {
      if (statement.kind !== "former-key" || statement.until > signer.until) continue;
      if (!isCheckpointOf(signer.key, statement.origin, note)) continue;
      if (signers.some((each) => each.key.equals(statement.key))) continue;
      former.push(statement);
      signers.push({ key: statement.key, until: statement.until });
    }
  }
  const lines = own.flatMap(({ statement, note }) =>
    statement.kind === "restored" &&
    signers.some(
      ({ key: each, until }) =>
        statement.size <= until && isCheckpointOf(each, statement.origin, note),
    )
      ? [statement]
      : [],
  );
  return trustOf(key, former, lines);
}

/** The checkpoint that a note holds, if it is about this clinic's chain and a key signed it that is good for its size. */
export function openOwn(note: string, trust: Trust, tenantId: string): Checkpoint | undefined {
  try {
    const parsed = parseNote(note);
    const checkpoint = parseCheckpoint(parsed.text);
    const { origin, size } = checkpoint;
    if (!origin.endsWith(`/${tenantId}`)) return undefined;
    const isSigned = trust.keys.some(
      ({ key, from, until }) => size > from && size <= until && isCheckpointOf(key, origin, parsed),
    );
    return isSigned ? checkpoint : undefined;
  } catch (error) {
    if (error instanceof MalformedNote) return undefined;
    throw error;
  }
}

/**
 * Whether a checkpoint is of what a restore lost, and somebody has said so: the chain need not have it. A later
 * restore, to before an earlier one, lost more of the lines before it.
 */
export function isLost({ lines }: Trust, { origin, size }: Checkpoint): boolean {
  const at = lines.findIndex((each) => each.origin === origin);
  const line = lines[at];
  return (
    line !== undefined && size <= line.lostSize && lines.slice(at).some((each) => size > each.size)
  );
}

/** The name that the next checkpoint of a clinic carries: a restore begins a line of its own. */
export const originNow = ({ lines }: Trust, tenantId: string): string =>
  lines.at(-1)?.next ?? lineOrigin(tenantId, 0);

/** Under which names a sink keeps a clinic's lines, the present one last. */
export const lineNames = ({ lines }: Pick<Trust, "lines">, tenantId: string): string[] =>
  Array.from({ length: lines.length + 1 }, (_, at) => (at === 0 ? tenantId : `${tenantId}.${at}`));
