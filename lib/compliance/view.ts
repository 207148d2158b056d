import type { LiveVerb } from "#db/live-access";

/** A row policy behind a right: its name and its conditions, as PostgreSQL prints them. */
export interface PolicyView {
  readonly name: string;
  readonly using: string | null;
  readonly check: string | null;
}

/** One thing that a role may do with a table: on which rows, in words, and on which columns. */
export interface RightView {
  readonly verb: LiveVerb;
  readonly rows: string;
  /** Null for all of them. */
  readonly columns: readonly string[] | null;
  readonly policies: readonly PolicyView[];
}

/** What one role may do with one table; no rights means that it reaches nothing there. */
export interface CellView {
  readonly role: string;
  readonly rights: readonly RightView[];
}

/** What stands between one clinic and another in a table. */
export type Wall = "clinic" | "sealed" | "open";

/** A table as a line of the role matrix. */
export interface TableView {
  readonly name: string;
  readonly label: string;
  readonly wall: Wall;
  readonly columnCount: number;
  /** The policies that hold for every role: the wall, the seal, and what else narrows. */
  readonly restrictions: readonly PolicyView[];
  readonly cells: readonly CellView[];
}

/** Tables that belong together. */
export interface TableGroupView {
  readonly label: string;
  readonly tables: readonly TableView[];
}

/** Who may do what in the database at this moment. */
export interface RoleMatrixView {
  readonly groups: readonly TableGroupView[];
  /** Which login may become which roles. */
  readonly logins: readonly { readonly login: string; readonly roles: readonly string[] }[];
  /** Logins that no policy holds: those of whoever administers the database itself. */
  readonly above: readonly string[];
  /** Every difference between the live catalog and what is declared. */
  readonly differences: readonly { readonly rule: string; readonly what: string }[];
  readonly at: string;
  readonly tables: number;
}

/** One probe of whether another clinic's rows can be reached. Without `finishedAt` it is waiting or under way. */
export interface ProbeView {
  readonly id: string;
  readonly requestedAt: string;
  readonly finishedAt: string | null;
  /** Null for one that was due on schedule. */
  readonly requestedBy: string | null;
  readonly tables: number;
  readonly roles: number;
  readonly attempts: number;
  readonly unexpected: number;
  readonly undecided: number;
  readonly canaries: number;
  readonly differences: number;
  readonly milliseconds: number;
  readonly catalog: string;
  readonly findings: readonly {
    readonly where: string;
    readonly aim: string;
    readonly outcome: string;
  }[];
  readonly ageSeconds: number | null;
}

/** A page of probes; `next` asks for the older ones. */
export interface ProbePage {
  readonly probes: readonly ProbeView[];
  readonly next: string | undefined;
}

/**
 * How a control came out. `not-measured`: nothing has been done yet that could show it. `not-measurable`:
 * it lies outside of what this system can see, and its sentence says why.
 */
export type CheckState = "pass" | "fail" | "not-measured" | "not-measurable";

/** One control with what measuring it showed. */
export interface ControlView {
  readonly clause: string;
  readonly title: string;
  readonly asks: string;
  readonly state: CheckState;
  readonly says: string;
  readonly figures: Readonly<Record<string, number | string | boolean | null>>;
}
