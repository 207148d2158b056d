import type { KeyObject } from "node:crypto";
import { sign } from "node:crypto";
import { emptyRoot, isConsistent } from "#lib/audit/merkle";
import { isCheckpointOf } from "#lib/checkpoints/checkpoint";
import { cosignatureLine, cosignedMessage, type WitnessKey } from "#lib/checkpoints/cosignature";
import { MalformedNote } from "#lib/checkpoints/note";
import { type KnownLog, keysFor } from "./logs.ts";
import { parseRequest } from "./request.ts";
import type { WitnessState } from "./state.ts";

/** An answer of the witness, as HTTP has it. */
export interface WitnessReply {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: "text/plain; charset=utf-8" | "text/x.tlog.size";
  readonly body: string;
}

/** Whoever watches logs: it signs a checkpoint only if that continues the last one it signed of the same log. */
export interface Witness {
  add(body: string): Promise<WitnessReply>;
}

/** What a witness works with. */
export interface WitnessParts extends WitnessKey {
  readonly privateKey: KeyObject;
  readonly logs: readonly KnownLog[];
  readonly state: WitnessState;
  readonly now?: () => Date;
}

const said = (status: WitnessReply["status"], words: string): WitnessReply => ({
  status,
  type: "text/plain; charset=utf-8",
  body: `${words}\n`,
});

const conflict = (size: number): WitnessReply => ({
  status: 409,
  type: "text/x.tlog.size",
  body: `${size}\n`,
});

/** A witness as C2SP tlog-witness describes one. It takes one checkpoint at a time, so that none overtakes another. */
export function newWitness(parts: WitnessParts): Witness {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    add(body) {
      const reply = turn.then(() => answer(parts, body));
      turn = reply.catch(() => undefined);
      return reply;
    },
  };
}

async function answer(parts: WitnessParts, body: string): Promise<WitnessReply> {
  const { logs, state, privateKey, now = () => new Date() } = parts;
  let asked: ReturnType<typeof parseRequest>;
  try {
    asked = parseRequest(body);
  } catch (error) {
    if (error instanceof MalformedNote) return said(400, error.message);
    throw error;
  }
  const { oldSize, proof, note, checkpoint } = asked;
  const { origin, size, root } = checkpoint;

  const keys = keysFor(logs, origin);
  if (keys.length === 0) return said(404, "this log is not known here");
  if (!keys.some((key) => isCheckpointOf(key, origin, note)))
    return said(403, "no signature of a known key of this log");
  if (oldSize > size) return said(400, "the old size is larger than the checkpoint");
  const seen = state.seen(origin) ?? { size: 0, root: emptyRoot };
  if (oldSize !== seen.size) return conflict(seen.size);
  if (size === seen.size && !root.equals(seen.root)) return conflict(seen.size);
  if (!isConsistent(seen, { size, root }, proof))
    return said(422, "the checkpoint does not continue the last one");

  await state.keep(origin, { size, root });
  const seconds = Math.floor(now().getTime() / 1000);
  const signature = sign(null, Buffer.from(cosignedMessage(note.text, seconds)), privateKey);
  return {
    status: 200,
    type: "text/plain; charset=utf-8",
    body: cosignatureLine(parts, seconds, signature),
  };
}
