import type { AuditDetails } from "./append.ts";

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

/** One event with what the chain knows of it, and its opened details. */
export interface EventDetailView extends EventView {
  readonly id: string;
  readonly entityId: string | undefined;
  readonly transactionId: string;
  readonly details: AuditDetails | undefined;
  readonly patients: readonly { readonly id: string; readonly name: string }[];
  readonly hash: string;
  readonly prevHash: string;
}

/** A member that the trail can be narrowed to. */
export interface TrailMemberView {
  readonly id: string;
  readonly name: string;
}
