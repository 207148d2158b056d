import "server-only";
import { sql } from "drizzle-orm";
import { platformOperatorId } from "#db/roles";
import { activityReviews } from "#db/schema/activity-reviews";
import { complianceRules } from "#db/schema/compliance-rules";
import { reviewFindings } from "#db/schema/review-findings";
import { tenants } from "#db/schema/tenants";
import { newId } from "#lib/ids";
import { packRecord } from "#lib/phi/records";
import { runAs, type Scope } from "#lib/scope";
import { afterHours } from "./detectors/hours.ts";
import type { Found } from "./detectors/look.ts";
import { sameNames } from "./detectors/names.ts";
import { strangers } from "./detectors/relationship.ts";
import { sequences } from "./detectors/sequence.ts";
import { spikes } from "./detectors/volume.ts";
import {
  readHabits,
  readLooks,
  readMembers,
  readRelated,
  readSeen,
  type Stretch,
} from "./looks.ts";
import { FindingRecord, findingPlace } from "./records.ts";
import { type ClinicHours, findingKinds, usualHours } from "./rules.ts";

/** For how many weeks that were missed a review is still made. */
const weeksBack = 8;

/** How long a review may wait before it is overdue. */
const dueDays = 7;

const inReview = <T>(tenantId: string, work: (scope: Scope) => Promise<T>) =>
  runAs({ tenantId, actorId: platformOperatorId, role: "chartkeep_reviewer" }, () => false, work);

/**
 * Orders the weekly reviews that are missing and makes every review that is ordered, each in a transaction
 * of its own: cut off anywhere, the next run goes on. Whoever runs at the same time takes another one.
 */
export async function makeDueReviews(tenantId: string, signal: AbortSignal): Promise<void> {
  await inReview(tenantId, orderWeekly);
  while (!signal.aborted) {
    const isMade = await inReview(tenantId, makeNext);
    if (!isMade) return;
  }
}

/** One review for each whole week of the clinic, from the week in which it began. */
async function orderWeekly({ tx, tenantId }: Scope): Promise<void> {
  const weeks = await tx.execute<{ startsAt: string; endsAt: string }>(sql`
    select (week at time zone t.time_zone)::text as "startsAt", ((week + interval '7 days') at time zone t.time_zone)::text as "endsAt"
      from ${tenants} t, generate_series(
        greatest(date_trunc('week', t.created_at at time zone t.time_zone),
          date_trunc('week', clock_timestamp() at time zone t.time_zone) - make_interval(weeks => ${weeksBack}::integer)),
        date_trunc('week', clock_timestamp() at time zone t.time_zone) - interval '7 days', interval '7 days') week
     where t.id = ${tenantId}`);
  for (const { startsAt, endsAt } of weeks) {
    await tx.execute(sql`
      insert into ${activityReviews} (tenant_id, id, kind, starts_at, ends_at)
      values (${tenantId}, ${newId()}, 'weekly', ${startsAt}::timestamptz, ${endsAt}::timestamptz) on conflict do nothing`);
  }
}

type Ordered = { readonly id: string } & { readonly [Key in keyof Stretch]: string };

/** Makes the oldest review that is ordered and that nobody is making; false if there is none. */
async function makeNext(scope: Scope): Promise<boolean> {
  const { tx, tenantId } = scope;
  const [review] = await tx.execute<Ordered>(sql`
    select r.id, r.starts_at::text as "startsAt", r.ends_at::text as "endsAt", t.time_zone as "timeZone"
      from ${activityReviews} r join ${tenants} t on t.id = r.tenant_id
     where r.tenant_id = ${tenantId} and t.id = ${tenantId} and r.made_at is null
     order by r.ends_at, r.id limit 1 for update of r skip locked`);
  if (!review) return false;
  const looks = await readLooks(scope, review);
  const ids = [...new Set(looks.map(({ patientId }) => patientId))];
  const details = { looks: looks.length, patients: ids.length, findings: 0 };
  const open = scope.disclose({
    action: "activity-review.made",
    entity: "activity_reviews",
    entityId: review.id,
    patientIds: ids,
    details,
  });
  const seen = await readSeen(scope, open, ids);
  const all = [
    ...sameNames(looks, seen, await readMembers(scope)),
    ...strangers(looks, await readRelated(scope, looks)),
    ...sequences(looks, seen),
    ...spikes(looks, await readHabits(scope, review)),
    ...afterHours(looks, await readHours(scope)),
  ].sort(inOrder);
  details.findings = all.length;
  await writeFindings(scope, review.id, all);
  const events = looks.reduce((sum, { times }) => sum + times, 0);
  await tx.execute(sql`
    update ${activityReviews} set made_at = clock_timestamp(), due_at = clock_timestamp() + make_interval(days => ${dueDays}::integer),
      events = ${events}, patients = ${ids.length}, findings = ${all.length}
     where tenant_id = ${tenantId} and id = ${review.id}`);
  return true;
}

const inOrder = (one: Found, other: Found) =>
  findingKinds.indexOf(one.kind) - findingKinds.indexOf(other.kind) || one.first - other.first;

async function readHours({ tx, tenantId }: Scope): Promise<ClinicHours> {
  const [hours] = await tx.execute<{ [Key in keyof ClinicHours]: ClinicHours[Key] }>(sql`
    select open_days as "openDays", opens_minute as "opensMinute", closes_minute as "closesMinute"
      from ${complianceRules} where tenant_id = ${tenantId} and id = ${tenantId}`);
  return hours ?? usualHours;
}

async function writeFindings(
  { tx, tenantId, seal }: Scope,
  reviewId: string,
  all: readonly Found[],
): Promise<void> {
  for (const [index, { memberId, ...record }] of all.entries()) {
    const id = newId();
    const content = seal(findingPlace(id, "content_sealed"), packRecord(FindingRecord, record));
    await tx.execute(sql`
      insert into ${reviewFindings} (tenant_id, id, review_id, position, member_id, content_sealed)
      values (${tenantId}, ${id}, ${reviewId}, ${index + 1}, ${memberId}, ${content})`);
  }
}
