import type { FindingRecord } from "../records.ts";

/** A member opened a patient's record, once or several times within a minute. Day, weekday and minute are the clinic's. */
export interface Look {
  readonly memberId: string;
  readonly patientId: string;
  readonly times: number;
  readonly first: number;
  readonly last: number;
  readonly atSeconds: number;
  readonly day: string;
  readonly weekday: number;
  readonly minute: number;
}

/** A patient as the detectors compare them, opened. */
export interface Seen {
  readonly family: string;
  readonly given: string;
  readonly mrn: string;
  readonly lastVisit: number;
}

/** What a detector found, and about whom. */
export interface Found extends FindingRecord {
  readonly memberId: string;
}

/** A finding of several looks of one member. */
export function found(
  kind: FindingRecord["kind"],
  looks: readonly [Look, ...Look[]],
  facts: FindingRecord["facts"] = {},
): Found {
  return {
    kind,
    memberId: looks[0].memberId,
    patientIds: [...new Set(looks.map(({ patientId }) => patientId))],
    looks: looks.reduce((sum, { times }) => sum + times, 0),
    first: Math.min(...looks.map(({ first }) => first)),
    last: Math.max(...looks.map(({ last }) => last)),
    facts,
  };
}

/** The looks under each key, in their order; no group is empty. */
export function grouped(
  looks: readonly Look[],
  key: (look: Look) => string,
): ReadonlyMap<string, readonly [Look, ...Look[]]> {
  const groups = new Map<string, [Look, ...Look[]]>();
  for (const look of looks) {
    const group = groups.get(key(look));
    if (group) group.push(look);
    else groups.set(key(look), [look]);
  }
  return groups;
}
