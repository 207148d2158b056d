/** A booked visit with whom it is with. */
export interface BookedVisitView {
  readonly id: string;
  readonly startsAt: string;
  readonly status: string;
  readonly kind: string;
  readonly reason: string | undefined;
  readonly practitioner: string | null;
  /** Whether the member who looks is the one who sees the patient. */
  readonly isOwn: boolean;
  readonly patientId: string;
  readonly patientName: string;
  readonly patientDetails: string;
  readonly isRestricted: boolean;
}

/** The visits of today and of the next seven days. */
export interface BookedVisitsView {
  readonly today: readonly BookedVisitView[];
  readonly later: readonly BookedVisitView[];
}
