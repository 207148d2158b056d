import type { Finding } from "./attempt.ts";

/** What was tried in a live database, and what did not end as it has to. */
export interface LiveProbeResult {
  readonly tables: number;
  readonly roles: number;
  readonly attempts: number;
  readonly findings: readonly Finding[];
  /** Tables in which a row was there to reach for. */
  readonly canaries: number;
  /** The other tables, each with the reason. */
  readonly bare: ReadonlyMap<string, string>;
  /** What was not decided: a lock that did not come free, or the time was over. */
  readonly undecided: number;
}

/** What came of one round of attempts. */
export interface Tried {
  readonly attempts: number;
  readonly findings: readonly Finding[];
}

/** A lock that did not come free, a statement that took too long, a deadlock: nothing was decided. */
const undecidedStates = /\b(55P03|57014|40P01)\b/;

/** Adds up what was tried, and keeps what was not decided apart from what was found. */
export class Count {
  attempts = 0;
  undecided = 0;
  readonly findings: Finding[] = [];

  add({ attempts, findings }: Tried): void {
    this.attempts += attempts;
    for (const finding of findings) {
      if (undecidedStates.test(finding.outcome)) this.undecided += 1;
      else this.findings.push(finding);
    }
  }

  result(tables: number, roles: number, bare: ReadonlyMap<string, string>): LiveProbeResult {
    const { attempts, undecided, findings } = this;
    return { tables, roles, attempts, undecided, findings, bare, canaries: tables - bare.size };
  }
}
