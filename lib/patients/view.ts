import type { PatientId } from "#lib/ids";

/** One line of a list or of search results. Dates of visits are instants; the birth date is as recorded, whole or partial. */
export interface PatientRowView {
  readonly id: PatientId;
  readonly family: string;
  readonly given: string;
  readonly preferredName: string | undefined;
  readonly birthDate: string | undefined;
  /** In the clinic's time zone today, or at death; undefined when the birth date is not known to the day. */
  readonly age: string | undefined;
  readonly sex: string | undefined;
  readonly mrn: string | undefined;
  readonly status: "active" | "inactive" | "entered_in_error";
  readonly lastVisitAt: string | undefined;
  readonly nextVisitAt: string | undefined;
  readonly isRestricted: boolean;
  /** Restricted, and nothing opens the chart to whoever looks: of the rest of the line nothing is known here. */
  readonly isClosed: boolean;
  readonly isDeceased: boolean;
  /** Another patient of the clinic has the same name: tell them apart by birth date or MRN. */
  readonly hasNamesake: boolean;
}

/** A page of the patient list. `after` asks for the next one. */
export interface PatientListView {
  readonly patients: readonly PatientRowView[];
  readonly after: PatientId | undefined;
  /** How the page is really sorted. A clinic with more patients than `namesHeld` is listed by last visit only. */
  readonly sort: "name" | "last-visit";
  readonly canSortByName: boolean;
  /** How many patients match the filters, or undefined where counting would read too many rows. */
  readonly total: number | undefined;
}

/** A page of search results, best first. */
export interface PatientSearchView {
  readonly patients: readonly PatientRowView[];
  readonly after: PatientId | undefined;
  readonly total: number;
  /** More patients match than a search opens, so that some may be missing: more letters or a birth date narrow it. */
  readonly isTruncated: boolean;
}
