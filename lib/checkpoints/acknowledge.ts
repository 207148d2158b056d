import "server-only";
import { sql } from "drizzle-orm";
import type { TenantTx } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { Frontier } from "#lib/audit/merkle";
import { sentenceOf } from "#lib/audit/verdict";
import { operatorIn } from "#lib/clinics/make";
import { keyProvider } from "#lib/kms/configured";
import { tenantKeysIfNeeded } from "#lib/phi/keys";
import type { Checkpoint } from "./checkpoint.ts";
import { newestOutside } from "./clinic-round.ts";
import { holdAgainst } from "./hold-against.ts";
import { lineOrigin } from "./names.ts";
import { asKeeper } from "./operator.ts";
import { keepStatement, publishedStatements, takeBackStatements } from "./said.ts";
import type { Signer } from "./sign.ts";
import type { Sink } from "./sink.ts";
import { type Statement, signStatement } from "./statement.ts";
import { newestCheckpoint } from "./stored.ts";
import { lineNames, openOwn, originNow, readTrust, type Trust, trustOf } from "./trust.ts";

/** What an operator says about a clinic's checkpoints cannot be so, or cannot be seen to be. Nothing was signed. */
export class NotAcknowledged extends Error {
  override name = "NotAcknowledged";
}

/** Who says it and why, as the clinic's trail repeats it. */
export interface Acknowledging {
  readonly operator: string;
  readonly reason: string;
}

/** Events that a restore lost: the chain is the signed one up to `size`, and `published` had been signed. */
export interface AcknowledgedLoss {
  readonly size: number;
  readonly position: number;
  readonly published: number;
}

/**
 * Says, in the operator's name, that a clinic's chain is shorter than or other than what was published because
 * of a restore. It is signed and recorded in the chain, and the next checkpoint begins a line of its own: the old
 * one stays where it was published, with what was lost. Undefined where nothing was lost. A chain that is damaged
 * in any other way is refused.
 */
export async function acknowledgeRestore(
  tenantId: string,
  sinks: readonly Sink[],
  said: Acknowledging,
  by?: Signer,
): Promise<AcknowledgedLoss | undefined> {
  const signer = by ?? (await keyProvider());
  const key = await signer.verifyingKey();
  await takeBack(tenantId, key, sinks);
  const trust = await asKeeper(tenantId, (tx) => readTrust(tx, tenantId, key));
  const lost = await longestOutside(tenantId, trust, sinks);
  if (!lost) return undefined;

  const found = await asKeeper(tenantId, async (tx) => {
    const here = await holdAgainst(tx, tenantId, trust, {});
    if (here.damage) throw new NotAcknowledged(`The chain is ${sentenceOf(here)}.`);
    const outside = lost.notes;
    const { damage, position } = await holdAgainst(tx, tenantId, trust, { outside });
    const last = await newestCheckpoint(tx, tenantId);
    const signed = last && openOwn(last.note, trust, tenantId);
    return { damage, position, size: signed?.size ?? 0, root: signed?.root };
  });
  const { damage, position, size } = found;
  if (!damage) return undefined;
  if (damage.part !== "checkpoint" || size >= lost.longest.size)
    throw new NotAcknowledged(
      `The chain is damaged at position ${damage.position}: ${damage.kind} (${damage.part}). That is not what a restore leaves.`,
    );
  const { size: lostSize, root: lostRoot, origin } = lost.longest;
  const at = await instant(tenantId);
  const next = lineOrigin(tenantId, trust.lines.length + 1);
  const root = found.root ?? new Frontier().root();
  const statement = { kind: "restored", origin, size, root, lostSize, lostRoot, at, next } as const;
  await keep(tenantId, await signStatement(statement, signer), {
    action: "chain.restored",
    details: { ...said, signedUpTo: size, published: lostSize, position },
  });
  return { size, position, published: lostSize };
}

/**
 * Says that `former` signed a clinic's checkpoints before the present key did, up to the newest that there is:
 * older ones go on verifying, and it is good for none to come. Undefined where no checkpoint is under another
 * key than the present one. A key under which they do not verify is refused.
 */
export async function acknowledgeKey(
  tenantId: string,
  former: Uint8Array,
  sinks: readonly Sink[],
  said: Acknowledging,
  by?: Signer,
): Promise<{ readonly until: number } | undefined> {
  const signer = by ?? (await keyProvider());
  const key = await signer.verifyingKey();
  await takeBack(tenantId, key, sinks);
  const { now, before, last } = await asKeeper(tenantId, async (tx) => ({
    now: await readTrust(tx, tenantId, key),
    // What was said under the former key is what it vouches for.
    before: await readTrust(tx, tenantId, former),
    last: await newestCheckpoint(tx, tenantId),
  }));
  if (!last || openOwn(last.note, now, tenantId)) return undefined;
  const statement: Statement = {
    kind: "former-key",
    origin: originNow(before, tenantId),
    key: Buffer.from(former),
    until: last.size,
    at: await instant(tenantId),
  };
  // As it would be judged once this is signed.
  const then = trustOf(key, [...before.former, statement], before.lines);
  const failures: unknown[] = [];
  const outside = await newestOutside(lineNames(then, tenantId), sinks, failures);
  if (failures.length > 0) throw new NotAcknowledged(unreadable);
  const verdict = await asKeeper(tenantId, (tx) => holdAgainst(tx, tenantId, then, { outside }));
  if (verdict.damage)
    throw new NotAcknowledged(
      `With that key the chain is ${sentenceOf(verdict)}: it is not the one that signed the checkpoints, or they were changed.`,
    );
  await keep(tenantId, await signStatement(statement, signer), {
    action: "checkpoint-key.succeeded",
    details: { ...said, until: last.size, former: statement.key.toString("base64") },
  });
  return { until: last.size };
}

const unreadable = "A place of published checkpoints cannot be read.";

/** What was said after the backup that the database may have been restored from comes first. */
async function takeBack(tenantId: string, key: Uint8Array, sinks: readonly Sink[]): Promise<void> {
  const published = await publishedStatements(tenantId, sinks).catch(() => {
    throw new NotAcknowledged(unreadable);
  });
  await takeBackStatements(tenantId, key, published);
}

/** The longest signed checkpoint of the present line that any sink has, with the notes of all. */
async function longestOutside(
  tenantId: string,
  trust: Trust,
  sinks: readonly Sink[],
): Promise<{ readonly longest: Checkpoint; readonly notes: readonly string[] } | undefined> {
  const failures: unknown[] = [];
  const notes = await newestOutside(lineNames(trust, tenantId).slice(-1), sinks, failures);
  if (failures.length > 0) throw new NotAcknowledged(unreadable);
  const signed = notes.flatMap((note) => openOwn(note, trust, tenantId) ?? []);
  const [longest] = signed.sort((one, other) => other.size - one.size);
  return longest && { longest, notes };
}

/** A statement and the event that tells of it, in one transaction. */
async function keep(tenantId: string, note: string, draft: AuditDraft): Promise<void> {
  const keys = await tenantKeysIfNeeded(operatorIn(tenantId));
  // A clinic whose keys are destroyed has none to seal details with: the statement says them.
  const { details: _sealed, ...bare } = draft;
  const told = keys.isOutOfReach ? bare : draft;
  await asKeeper(tenantId, async (tx) => {
    await keepStatement(tx, tenantId, note);
    await appendEvents(tx, keys, [{ entity: "tenants", entityId: tenantId, ...told }]);
  });
}

const instant = (tenantId: string): Promise<string> =>
  asKeeper(tenantId, async (tx: TenantTx) => {
    const [now] = await tx.execute<{ at: string }>(
      sql`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at`,
    );
    return now?.at ?? "";
  });
