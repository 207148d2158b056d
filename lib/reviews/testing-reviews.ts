import { subDays } from "date-fns";
import { expect } from "vitest";
import type { Actor } from "#lib/access/actor";
import { dayOf } from "#lib/dates";
import type { PatientId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import type { TestClinic } from "#lib/testing";
import { type PastEvent, placeEvents } from "#lib/testing-events";
import { asOperatorLogin } from "#lib/testing-logins";
import { recordPatient } from "#lib/testing-records";
import { askReview, judgeFinding, setClinicHours, signReview } from "./commands.ts";
import { makeDueReviews } from "./digest.ts";
import { SetClinicHours } from "./input.ts";
import { getReview } from "./queries.ts";

const never = new AbortController().signal;

/** Reviews are made by the operator's login, read and signed by the server's. */
export async function makeReviews(clinic: TestClinic): Promise<void> {
  await asOperatorLogin(() => makeDueReviews(clinic.tenantId, never));
}

/** Does something as a member who may review. */
export const as = <T>(actor: Actor, work: Parameters<typeof runInScope<T>>[2]) =>
  runInScope(actor, "review:manage", work);

/** One administrator, who also bills. */
export const officer = (clinic: TestClinic) => clinic.as("biller", "tenant_admin");

/** The other administrator. */
export const second = (clinic: TestClinic) => clinic.as("tenant_admin");

/** The clinic's day so long ago. */
export const day = (ago: number) => dayOf(subDays(new Date(), ago), "America/Chicago");

/** A member opens a chart, at an instant of the clinic's clock. */
export const looks = (actor: Actor, patientId: PatientId, at: string): PastEvent => ({
  at,
  action: "chart.viewed",
  actorId: actor.memberId,
  role: actor.roles[0] ?? "",
  patientIds: [patientId],
});

/** Orders a review, has it made and shows it to the officer. */
export async function reviewOf(clinic: TestClinic) {
  const { reviewId } = await as(officer(clinic), askReview);
  await makeReviews(clinic);
  return as(officer(clinic), (scope) => getReview(scope, { reviewId }));
}

/** A review with one finding, about the biller. */
export async function oneFinding(clinic: TestClinic) {
  const [ada, biller] = [await recordPatient(clinic), clinic.as("biller")];
  await placeEvents(clinic, [looks(biller, ada, `${day(1)} 10:00`)]);
  const hours = {
    openDays: ["1", "2", "3", "4", "5", "6", "7"],
    opensMinute: "00:00",
    closesMinute: "24:00",
  };
  await as(officer(clinic), (scope) => setClinicHours(scope, SetClinicHours.parse(hours)));
  const review = await reviewOf(clinic);
  const [finding] = review.found;
  if (!finding) throw new Error("nothing was found");
  expect(review.found).toHaveLength(1);
  return { reviewId: review.id, findingId: finding.id, biller };
}

/** Signs a review off. */
export const sign = (actor: Actor, reviewId: string) =>
  as(actor, (scope) => signReview(scope, { reviewId, conclusion: "Looked at" }));

/** Says of a finding that it is explained. */
export const judge = (actor: Actor, findingId: string) =>
  as(actor, (scope) =>
    judgeFinding(scope, { findingId, verdict: "explained", note: "Billing question" }),
  );
