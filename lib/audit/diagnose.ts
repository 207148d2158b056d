import "server-only";
import type { TenantTx } from "#db/tenant";
import { hashEntryBytes } from "./chain.ts";
import type { ChainEnd } from "./chain-end.ts";
import { type Frame, framesAfter, readFrames, withPosition } from "./frames.ts";
import type { Damage, DamageKind } from "./verdict.ts";

/** Where a walk stopped: everything before `position` holds, `good` is the last hash that does, `frame` what stands there now. */
export interface Stop {
  readonly end: ChainEnd;
  readonly position: number;
  readonly good: Buffer;
  readonly frame: Frame | undefined;
}

/** How many events are searched in one statement, so that none runs long. */
const searchSpan = 50_000;

/** How far from where it stands an event's own position is looked for. */
const searchReach = 1_000_000;

/**
 * Names what was done at the first position that does not hold. The one thing that no one without the
 * old content can make up is a hash that fits: an event whose hash fits another position was moved,
 * the rightful event found elsewhere was pushed aside, and what fits nowhere was altered.
 */
export async function diagnose(tx: TenantTx, tenantId: string, stop: Stop): Promise<Damage> {
  const { end, position, good, frame } = stop;
  if (!frame) return absent(tx, tenantId, stop);

  if (fits(frame, position)) {
    // The event is whole and follows another predecessor. If the chain goes on from it, then it is
    // the event before it that was written anew.
    const following = await hashNamedBehind(tx, tenantId, stop);
    const isItself = position === 1 || !following?.equals(frame.hash);
    return event(isItself ? position : position - 1, "altered");
  }

  const rightful = await standsElsewhere(
    tx,
    tenantId,
    stop,
    (other) => fits(other, position),
    good,
  );
  const own = ownPosition(frame, position, end.last);
  if (own === undefined) return event(position, rightful ? "inserted" : "altered");

  const isCopy = await standsElsewhere(
    tx,
    tenantId,
    stop,
    (other) => other.hash.equals(frame.hash),
    frame.prevHash,
  );
  if (isCopy) return event(position, rightful ? "inserted" : "altered");
  if (own < position) return event(own, "inserted");
  return event(position, rightful ? "reordered" : "missing");
}

async function absent(tx: TenantTx, tenantId: string, stop: Stop): Promise<Damage> {
  const { end, position, good } = stop;
  const isMoved = await standsElsewhere(tx, tenantId, stop, (other) => fits(other, position), good);
  if (isMoved) return event(position, "reordered");
  if (position <= end.last) return event(position, "missing");
  if (good.equals(end.hash)) return { position: end.seq, kind: "altered", part: "head" };
  return event(position, "cut off");
}

/** Whether an event like this one, which follows `prevHash`, stands anywhere but here. */
async function standsElsewhere(
  tx: TenantTx,
  tenantId: string,
  { end, position }: Stop,
  isAlike: (other: Frame) => boolean,
  prevHash: Buffer,
): Promise<boolean> {
  for (let from = 1; from <= end.last; from += searchSpan) {
    const span = { from, to: Math.min(from + searchSpan - 1, end.last) };
    const found = await framesAfter(tx, tenantId, span, prevHash);
    if (found.some((frame) => frame.seq !== position && isAlike(frame))) return true;
  }
  return false;
}

/** The position for which an event's hash fits, searched outwards from where it stands. */
function ownPosition(frame: Frame, position: number, last: number): number | undefined {
  for (let distance = 1; distance <= Math.min(last, searchReach); distance += 1) {
    if (position - distance >= 1 && fits(frame, position - distance)) return position - distance;
    if (fits(frame, position + distance)) return position + distance;
  }
  return undefined;
}

/** The hash that what comes next says it follows: the next event, or the head. */
async function hashNamedBehind(
  tx: TenantTx,
  tenantId: string,
  { end, position }: Stop,
): Promise<Buffer | undefined> {
  if (position === end.seq) return end.hash;
  const [next] = await readFrames(tx, tenantId, { from: position + 1, to: position + 1 });
  return next?.prevHash;
}

const fits = (frame: Frame, position: number) =>
  hashEntryBytes(withPosition(frame, position)).equals(frame.hash);

const event = (position: number, kind: DamageKind): Damage => ({ position, kind, part: "event" });
