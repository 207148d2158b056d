import type { AuditDetails } from "./append.ts";
import type { Changes } from "./changes.ts";

/** One event of the trail as a line: who did what, when, to whom, and how it ended. */
export interface EventView {
  readonly position: number;
  /** The instant on the database clock, to the microsecond, in UTC. */
  readonly at: string;
  readonly actorId: string;
  readonly actor: string;
  /** The database role that the event ran under. */
  readonly role: string;
  readonly action: string;
  readonly outcome: string;
  readonly entity: string;
  /** What it was done for, as a code of HL7 v3 ActReason. */
  readonly purpose: string;
  /** The IP address that it came from, where one is known. */
  readonly address: string | undefined;
  /** The break-glass grant that it was done under. */
  readonly grantId: string | undefined;
  readonly patientCount: number;
  /** The patient's id and name, where the event is about one alone. */
  readonly patient: { readonly id: string; readonly name: string } | undefined;
}

/** A page of events, newest first. `before` asks for the next one. */
export interface TrailView {
  readonly events: readonly EventView[];
  readonly before: number | undefined;
  /** The name of the patient that the page was narrowed to. */
  readonly patientName?: string | undefined;
}

/** One event with what the chain knows of it, and the names of its fields. */
export interface EventDetailView extends EventView {
  readonly id: string;
  readonly entityId: string | undefined;
  readonly transactionId: string;
  /** The names of what was recorded with it. The values are asked for apart. */
  readonly fields: readonly string[];
  /** The names of the fields of its record that it changed. What they held is asked for apart as well. */
  readonly changed: readonly string[];
  readonly patients: readonly { readonly id: string; readonly name: string }[];
  readonly hash: string;
  readonly prevHash: string;
}

/** The values of an event's fields, by name. */
export interface RevealedView {
  readonly details: AuditDetails;
  /** What the changed fields held before and after. */
  readonly changes: Changes;
}

/** A member that the trail can be narrowed to. */
export interface TrailMemberView {
  readonly id: string;
  readonly name: string;
}

/** A way to look at the trail that somebody kept. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  /** As the address has it: "member=...&outcome=denied". */
  readonly predicates: string;
  readonly isShared: boolean;
  readonly isOwn: boolean;
  readonly owner: string;
}

/** What one member did, day by day and by what it was. */
export interface ActivityView {
  readonly member: string;
  /** Days on which there was something, newest first. */
  readonly days: readonly {
    readonly day: string;
    readonly charts: number;
    readonly patients: number;
    readonly events: number;
    readonly denied: number;
    readonly first: string;
    readonly last: string;
  }[];
  /** What was done, the most frequent first. */
  readonly actions: readonly {
    readonly action: string;
    readonly outcome: string;
    readonly count: number;
  }[];
}
