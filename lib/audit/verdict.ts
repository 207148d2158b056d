/**
 * What was done to a chain. `cut off` is a missing end; `inserted` also what lies beyond the head;
 * `rewritten` a chain whose every link fits and that is not the one that was signed.
 */
export const damageKinds = [
  "altered",
  "missing",
  "inserted",
  "reordered",
  "cut off",
  "rewritten",
] as const;
export type DamageKind = (typeof damageKinds)[number];

/** What of a position fails: the event, its details, its patients in the index, the chain's head, or what a checkpoint says of it. */
export const damagedParts = ["event", "detail", "subjects", "head", "checkpoint"] as const;
export type DamagedPart = (typeof damagedParts)[number];

/** The first position at which a chain fails, and how. */
export interface Damage {
  readonly position: number;
  readonly kind: DamageKind;
  readonly part: DamagedPart;
}

/** The outcome of walking a chain: where it ends by its head (position 0: no event yet), and the first damage. */
export interface ChainVerdict {
  readonly position: number;
  /** The head's hash in hexadecimal. */
  readonly head: string;
  readonly damage: Damage | null;
}

/** A verdict in one sentence for people. */
export function sentenceOf({ position, damage }: ChainVerdict): string {
  if (damage) return `damaged at position ${damage.position}: ${damage.kind} (${damage.part})`;
  return position === 0 ? "intact, no events yet" : `intact from 1 to ${position}`;
}
