import type { TenantTx } from "#db/tenant";
import type { AuditDraft } from "#lib/audit/append";
import type { TenantKeys } from "#lib/phi/keys";
import type { Tokens } from "#lib/phi/search-tokens";
import type { Draft } from "./draft.ts";
import type { SourceKey } from "./references.ts";
import type { Report } from "./report.ts";
import type { Sources } from "./sources.ts";

/** A row that a key leads to. */
export interface Target {
  readonly entity: string;
  readonly id: string;
  /** What its row says, once it has been seen in this import. */
  readonly hash?: Uint8Array;
}

/** What holds for a whole import into one clinic. */
export interface Run {
  readonly tenantId: string;
  readonly timeZone: string;
  readonly actorId: string;
  readonly isDryRun: boolean;
  readonly keys: TenantKeys;
  readonly tokens: Tokens;
  readonly sources: Sources;
  /** Where the keys of everything committed so far lead, and in which panel a result is. */
  readonly targets: Map<SourceKey, Target>;
  readonly panelOf: Map<SourceKey, string>;
}

/** One unit while it is being written: what it adds counts only once it has committed. */
export interface UnitRun extends Run {
  readonly tx: TenantTx;
  readonly report: Report;
  readonly touched: Set<string>;
  /** One event for each row that was written over. */
  readonly changed: AuditDraft[];
  readonly newTargets: Map<SourceKey, Target>;
  readonly newPanelOf: Map<SourceKey, string>;
}

/** A draft whose row is known: its id, where its links lead, and whether it is new. */
export interface Prepared {
  readonly draft: Draft;
  readonly file: string;
  readonly at: string;
  readonly label: string;
  readonly id: string;
  readonly isNew: boolean;
  readonly links: Readonly<Record<string, string | null>>;
  readonly hash: Uint8Array;
  /** The key that an earlier import remembered it by, if it did. */
  readonly knownBy: SourceKey | undefined;
}

/** The row that a key leads to, so far. */
export function targetOf(unit: UnitRun, key: SourceKey): Target | undefined {
  return unit.newTargets.get(key) ?? unit.targets.get(key);
}
