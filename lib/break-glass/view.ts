import type { Sensitivity } from "#db/sensitivity";
import type { ReasonCode, Restrictable, Verdict } from "./rules.ts";
import type { TagKind } from "./tag-kinds.ts";

/** The patient of a gate, a grant or a restriction: what may be said of a closed chart. */
export interface NamedPatientView {
  readonly patientId: string;
  readonly name: string;
  readonly birthDate: string | undefined;
}

/** An emergency access as its own member sees it. Instants are ISO. */
export interface GrantView {
  readonly grantId: string;
  readonly patientId: string;
  readonly reasonCode: ReasonCode;
  readonly startedAt: string;
  readonly endsAt: string;
  readonly endedAt: string | undefined;
}

/** An access that runs: how long it still does was counted by the database, so that no browser's clock matters. */
export interface LiveGrantView extends GrantView {
  readonly secondsLeft: number;
}

/** What stands in front of a restricted chart. `first` is the member's first access of the last day to the same chart. */
export interface GateView {
  readonly patient: NamedPatientView;
  readonly closed: readonly Restrictable[];
  readonly isSuspended: boolean;
  readonly mayBreak: boolean;
  readonly mayManage: boolean;
  readonly first: GrantView | undefined;
}

/** One line of the review queue. `isOverdue`: nobody reviewed it in time, and its member's privilege is suspended. */
export interface QueuedGrantView extends GrantView {
  readonly patient: NamedPatientView;
  readonly member: string;
  readonly isOwn: boolean;
  readonly isLive: boolean;
  readonly isOverdue: boolean;
  readonly isRepeat: boolean;
  readonly verdict: Verdict | undefined;
}

/** The review queue: what waits first, the longest first; then what was reviewed, the newest first. */
export interface ReviewQueueView {
  readonly waiting: readonly QueuedGrantView[];
  readonly reviewed: readonly QueuedGrantView[];
}

/** What somebody found about an access. */
export interface ReviewView {
  readonly reviewer: string;
  readonly verdict: Verdict;
  readonly note: string;
  readonly at: string;
}

/** What was done with a patient's record under a grant. */
export interface SeenEventView {
  readonly eventId: string;
  readonly at: string;
  readonly action: string;
  readonly outcome: string;
}

/** An access with all that a reviewer needs. */
export interface GrantForReviewView extends QueuedGrantView {
  readonly text: string;
  readonly categories: readonly Restrictable[];
  readonly first: GrantView | undefined;
  readonly reviews: readonly ReviewView[];
  readonly seen: readonly SeenEventView[];
}

/** A member who treats a patient. */
export interface CarerView {
  readonly memberId: string;
  readonly name: string;
}

/** One restriction of a patient with its care team. `reason` is undefined where the record came with it. */
export interface RestrictionView {
  readonly restrictionId: string;
  readonly category: Restrictable;
  readonly askedBy: string;
  readonly reason: string | undefined;
  readonly since: string;
  readonly team: readonly CarerView[];
}

/** What restricts one patient, and whom of the clinic one may name. */
export interface PatientRestrictionsView {
  readonly patient: NamedPatientView;
  readonly restrictions: readonly RestrictionView[];
  readonly members: readonly CarerView[];
}

/** One line of the list of restricted patients. */
export interface RestrictedPatientView {
  readonly patient: NamedPatientView;
  readonly categories: readonly Restrictable[];
  readonly since: string;
  readonly team: number;
}

/** One record that can be tagged: enough to know it by, and nothing of what it says. */
export interface TaggableView {
  readonly recordId: string;
  readonly title: string;
  readonly at: string | undefined;
  readonly tag: Sensitivity | undefined;
  /** Whether an emergency access alone opens it, which is for reading. */
  readonly isReadOnly: boolean;
}

/** How many records of a kind whoever looks can see, and how many of them are tagged. */
export interface TagCountView {
  readonly kind: TagKind;
  readonly all: number;
  readonly tagged: number;
}

/** The records of one kind in a chart, the newest first, and how many there are of each. */
export interface TaggableListView {
  readonly records: readonly TaggableView[];
  readonly counts: readonly TagCountView[];
  /** The kinds that a restriction closes to others: what is tagged so is seen by their care team alone. */
  readonly closing: readonly Sensitivity[];
}
