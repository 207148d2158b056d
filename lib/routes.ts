import type { Route } from "next";

/** The tabs of a chart that have an address of their own; the summary is the chart's own address. */
export type ChartTab =
  | "notes"
  | "labs"
  | "medications"
  | "problems"
  | "allergies"
  | "vitals"
  | "billing"
  | "access"
  | "sensitivity";

/** The address of a chart or of one of its tabs. */
export function chartHref(patientId: string, tab?: ChartTab): Route {
  return (tab === undefined ? `/patients/${patientId}` : `/patients/${patientId}/${tab}`) as Route;
}

/** The records of one kind in a chart, for whoever says which are sensitive. */
export const sensitivityHref = (patientId: string, kind: string): Route =>
  `${chartHref(patientId, "sensitivity")}?kind=${kind}` as Route;

/** The address of the trend of one test. */
export const trendHref = (patientId: string, code: string): Route =>
  `/patients/${patientId}/labs/${encodeURIComponent(code)}` as Route;

/** The address of one note. */
export const noteHref = (patientId: string, noteId: string): Route =>
  `/patients/${patientId}/notes/${noteId}` as Route;

/** A tab of a chart at an older page of what it lists; page 0 is the newest. */
export const pageHref = (base: Route, page: number): Route =>
  (page === 0 ? base : `${base}?page=${page}`) as Route;

/** The address of one invoice. */
export const invoiceHref = (invoiceId: string): Route => `/billing/invoices/${invoiceId}` as Route;

/** The accounting of disclosures of one patient. */
export const accountingHref = (patientId: string): Route =>
  `/admin/disclosures?patient=${patientId}` as Route;

/** One activity review with its findings. */
export const activityReviewHref = (reviewId: string): Route =>
  `/admin/reviews/${reviewId}` as Route;

/** The audit trail, narrowed to what one member did in some days, to one patient or to all. */
export const lookedAtHref = (narrowed: {
  readonly member: string;
  readonly from: string;
  readonly to: string;
  readonly patient?: string;
}): Route => `/admin/audit?${new URLSearchParams(narrowed)}` as Route;

/** The address of one member, for those who administer them. */
export const memberHref = (memberId: string): Route => `/admin/members/${memberId}` as Route;

/** What one member did, day by day. */
export const memberActivityHref = (memberId: string): Route =>
  `/admin/members/${memberId}/activity` as Route;

/** The audit trail, narrowed to what one member did. */
export const memberTrailHref = (memberId: string): Route =>
  `/admin/audit?member=${memberId}` as Route;

/** The audit trail, narrowed to what was done under one emergency access. */
export const grantTrailHref = (grantId: string): Route => `/admin/audit?grant=${grantId}` as Route;

/** The gate in front of a restricted chart. */
export const gateHref = (patientId: string): Route => `/restricted/${patientId}` as Route;

/** What restricts one patient, for those who administer it. */
export const restrictionHref = (patientId: string): Route =>
  `/admin/restrictions/${patientId}` as Route;

/** One emergency access, for whoever reviews it. */
export const reviewHref = (grantId: string): Route =>
  `/admin/break-glass?grant=${grantId}` as Route;
