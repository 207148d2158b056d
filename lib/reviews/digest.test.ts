import { subDays } from "date-fns";
import { afterAll, expect, test } from "vitest";
import { closePool, configurePool } from "#db/client";
import { platformOperatorId } from "#db/roles";
import { appointments } from "#db/schema/appointments";
import { practitioners } from "#db/schema/practitioners";
import type { Actor } from "#lib/access/actor";
import { dayOf } from "#lib/dates";
import { newId, type PatientId } from "#lib/ids";
import { printSheet } from "#lib/pdf/print";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { type PastEvent, placeEvents } from "#lib/testing-events";
import { inClinic } from "#lib/testing-people";
import { recordInvoice, recordPatient } from "#lib/testing-records";
import { askReview, judgeFinding, setClinicHours, signReview } from "./commands.ts";
import { makeDueReviews } from "./digest.ts";
import { reviewPdf } from "./export.ts";
import { SetClinicHours } from "./input.ts";
import { countReviews, getReview, listReviews } from "./queries.ts";

const printed = { clinic: "A clinic", printedBy: "Somebody", printedAt: "Now", code: "CODE" };
const never = new AbortController().signal;

/** Reviews are made by the operator's login, read and signed by the server's. */
async function makeReviews(clinic: TestClinic): Promise<void> {
  await closePool();
  configurePool(process.env.TEST_OPERATOR_URL ?? "", { max: 2 });
  try {
    await makeDueReviews(clinic.tenantId, never);
  } finally {
    await closePool();
    configurePool(process.env.DATABASE_URL ?? "", { max: 6 });
  }
}
afterAll(closePool);

const as = <T>(actor: Actor, work: Parameters<typeof runInScope<T>>[2]) =>
  runInScope(actor, "review:manage", work);
const officer = (clinic: TestClinic) => clinic.as("biller", "tenant_admin");
const second = (clinic: TestClinic) => clinic.as("tenant_admin");

const day = (ago: number) => dayOf(subDays(new Date(), ago), "America/Chicago");

const rename = (clinic: TestClinic, memberId: string, name: string) =>
  inClinic(
    clinic.tenantId,
    (tx) => tx`update app.members set display_name = ${name} where id = ${memberId}`,
  );

const looks = (actor: Actor, patientId: PatientId, at: string): PastEvent => ({
  at,
  action: "chart.viewed",
  actorId: actor.memberId,
  role: actor.roles[0] ?? "",
  patientIds: [patientId],
});

/** Orders a review, has it made and shows it to the officer. */
async function reviewOf(clinic: TestClinic) {
  const { reviewId } = await as(officer(clinic), askReview);
  await makeReviews(clinic);
  return as(officer(clinic), (scope) => getReview(scope, { reviewId }));
}

async function practitionerOf(clinic: TestClinic, memberId: string): Promise<string> {
  const id = newId();
  await clinic.write(({ tx, tenantId }) =>
    tx.insert(practitioners).values({ tenantId, id, displayName: "Dr. Test", memberId }),
  );
  return id;
}

const appointment = (
  clinic: TestClinic,
  patientId: PatientId,
  practitionerId: string,
  daysAhead: number,
) =>
  clinic.write(async ({ tx, tenantId }) => {
    const startsAt = subDays(new Date(), -daysAhead);
    await tx.insert(appointments).values({
      tenantId,
      id: newId(),
      patientId,
      practitionerId,
      status: "booked",
      startsAt,
      endsAt: new Date(startsAt.getTime() + 1_200_000),
    });
  });

test("a week of a clinic gives exactly the findings that are in it", async () => {
  const clinic = await newClinic();
  const open = {
    openDays: ["1", "2", "3", "4", "5", "6", "7"],
    opensMinute: "07:00",
    closesMinute: "19:00",
  };
  await as(officer(clinic), (scope) => setClinicHours(scope, SetClinicHours.parse(open)));
  const [doctor, biller, helper] = [
    clinic.as("prescriber"),
    clinic.as("biller"),
    clinic.as("medical_assistant"),
  ];
  await rename(clinic, doctor.memberId, "Victoria Hale, MD");
  await rename(clinic, biller.memberId, "Rosa Byron");
  const own = await practitionerOf(clinic, doctor.memberId);
  const [ada, rosa, hale] = [
    await recordPatient(clinic),
    await recordPatient(clinic, { given: "Rosa" }),
    await recordPatient(clinic, { family: "Hale", given: "Edwin" }),
  ];
  const booked = await recordPatient(clinic, { family: "Zed" });
  for (const patientId of [ada, hale]) await appointment(clinic, patientId, own, 26);
  await appointment(clinic, booked, own, 28);
  for (const patientId of [rosa, ada])
    await recordInvoice(clinic, patientId, { issuedOn: day(10), dueOn: day(-20) });
  const chain: PatientId[] = [];
  for (const family of ["Ames", "Bell", "Cole", "Dunn", "Eyre", "Ford", "Gray", "Hart"])
    chain.push(await recordPatient(clinic, { family }));

  await placeEvents(clinic, [
    looks(doctor, ada, `${day(3)} 10:00`),
    looks(doctor, hale, `${day(3)} 11:00`),
    looks(doctor, booked, `${day(3)} 12:00`),
    looks(doctor, ada, `${day(2)} 06:59:59`),
    looks(doctor, ada, `${day(2)} 19:00`),
    looks(biller, rosa, `${day(2)} 12:00`),
    looks(biller, ada, `${day(2)} 13:00`),
    ...chain.map((patientId, index) => looks(helper, patientId, `${day(1)} 09:0${index}:30`)),
    // Neither a failed look, nor a list, nor the platform, nor the week before is in it.
    { ...looks(biller, booked, `${day(1)} 12:00`), outcome: "denied" },
    { ...looks(biller, booked, `${day(1)} 12:00`), action: "patients.listed" },
    { ...looks(biller, booked, `${day(1)} 12:00`), actorId: platformOperatorId },
    looks(biller, booked, `${day(9)} 12:00`),
  ]);

  const review = await reviewOf(clinic);
  expect(review).toMatchObject({
    state: "open",
    kind: "asked",
    looks: 15,
    patients: 12,
    undecided: 7,
  });
  const told = review.found.map(({ kind, member, patients, looks: count }) => [
    kind,
    member,
    patients.map(({ name }) => name).join(" "),
    count,
  ]);
  const names = "AMES, Ada BELL, Ada COLE, Ada DUNN, Ada EYRE, Ada FORD, Ada GRAY, Ada HART, Ada";
  expect(told).toEqual([
    ["own_record", "Rosa Byron", "BYRON, Rosa", 1],
    ["same_surname", "Victoria Hale, MD", "HALE, Edwin", 1],
    ["same_surname", "Rosa Byron", "BYRON, Ada", 1],
    ["no_relationship", "Victoria Hale, MD", "ZED, Ada", 1],
    ["no_relationship", "Test medical_assistant", names, 8],
    ["sequential", "Test medical_assistant", names, 8],
    ["after_hours", "Victoria Hale, MD", "BYRON, Ada", 2],
  ]);

  // Making it opened names, and showing it did: both stand in the histories of all whom it names.
  const events = await admin<{ action: string; db_role: string; about: number }[]>`
    select action, db_role, cardinality(subjects) as about from audit.events
     where tenant_id = ${clinic.tenantId} and action in ('activity-review.made', 'activity-review.viewed') order by seq`;
  expect(events).toEqual([
    { action: "activity-review.made", db_role: "chartkeep_reviewer", about: 12 },
    { action: "activity-review.viewed", db_role: "tenant_admin", about: 12 },
  ]);
  const sealed =
    await admin`select * from app.review_findings where tenant_id = ${clinic.tenantId}`;
  expect(JSON.stringify(sealed)).not.toMatch(/surname|own_record|Byron/);
});

test("a change of the record within thirty days is a relationship, of whoever made it", async () => {
  const clinic = await newClinic();
  const helper = clinic.as("medical_assistant");
  const [ada, bea] = [await recordPatient(clinic), await recordPatient(clinic)];
  await placeEvents(clinic, [
    looks(helper, ada, `${day(1)} 10:00`),
    { ...looks(helper, ada, `${day(25)} 10:00`), action: "row.changed" },
    looks(helper, bea, `${day(1)} 10:01`),
    { ...looks(helper, bea, `${day(32)} 10:00`), action: "row.changed" },
  ]);
  const { found } = await reviewOf(clinic);
  const strangers = found.filter(({ kind }) => kind === "no_relationship");
  expect(strangers.map(({ patients }) => patients.map(({ id }) => id))).toEqual([[bea]]);
});

test("a day is compared with the member's own four weeks before", async () => {
  const clinic = await newClinic();
  const helper = clinic.as("medical_assistant");
  const patients: PatientId[] = [];
  for (let count = 0; count < 10; count += 1) patients.push(await recordPatient(clinic));
  const on = (ago: number, count: number) =>
    patients
      .slice(0, count)
      .map((patientId, index) => looks(helper, patientId, `${day(ago)} 1${index}:00`));
  await placeEvents(clinic, [
    ...[30, 25, 20, 15, 12, 9].flatMap((ago) => on(ago, 2)),
    ...on(2, 10),
  ]);
  const { found } = await reviewOf(clinic);
  expect(found.filter(({ kind }) => kind === "volume")).toMatchObject([
    { member: "Test medical_assistant", facts: { charts: 10, average: 2, day: day(2) } },
  ]);
});

test("each whole week of a clinic has one review, made once whoever runs and however often", async () => {
  const clinic = await newClinic();
  await admin`update directory.tenants set created_at = now() - interval '15 days' where id = ${clinic.tenantId}`;
  await makeReviews(clinic);
  await makeReviews(clinic);
  const { reviews } = await as(officer(clinic), listReviews);
  expect(reviews.length).toBeGreaterThanOrEqual(2);
  expect(reviews.length).toBeLessThanOrEqual(3);
  expect(new Set(reviews.map(({ startsAt }) => startsAt)).size).toBe(reviews.length);
  for (const { kind, state, startsAt, endsAt } of reviews) {
    expect([kind, state]).toEqual(["weekly", "open"]);
    for (const edge of [startsAt, endsAt])
      expect(
        new Intl.DateTimeFormat("en-US", {
          timeZone: "America/Chicago",
          weekday: "short",
          hour: "2-digit",
          hourCycle: "h23",
        }).format(new Date(edge)),
      ).toBe("Mon, 00");
  }
  const made =
    await admin`select 1 from audit.events where tenant_id = ${clinic.tenantId} and action = 'activity-review.made'`;
  expect(made).toHaveLength(reviews.length);
});

test("while a review is ordered there is no second", async () => {
  const clinic = await newClinic();
  const asked = await Promise.allSettled([1, 2, 3].map(() => as(officer(clinic), askReview)));
  expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  await expect(as(second(clinic), askReview)).rejects.toHaveProperty(
    "code",
    "review.asked-already",
  );
  expect(await as(officer(clinic), countReviews)).toEqual({ open: 0, overdue: 0 });
});

/** A review with one finding, about the biller. */
async function oneFinding(clinic: TestClinic) {
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

const sign = (actor: Actor, reviewId: string) =>
  as(actor, (scope) => signReview(scope, { reviewId, conclusion: "Looked at" }));
const judge = (actor: Actor, findingId: string) =>
  as(actor, (scope) =>
    judgeFinding(scope, { findingId, verdict: "explained", note: "Billing question" }),
  );

test("a review is signed off once each finding has a verdict, by one of two who do it at once", async () => {
  const clinic = await newClinic();
  const { reviewId, findingId } = await oneFinding(clinic);
  await expect(sign(officer(clinic), reviewId)).rejects.toHaveProperty("code", "review.undecided");
  await judge(officer(clinic), findingId);

  const outcomes = await Promise.allSettled([
    sign(officer(clinic), reviewId),
    sign(second(clinic), reviewId),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = outcomes.find((outcome) => outcome.status === "rejected");
  expect(lost).toHaveProperty("reason.code", "review.signed");
  const review = await as(officer(clinic), (scope) => getReview(scope, { reviewId }));
  expect(review).toMatchObject({ state: "signed", conclusion: "Looked at", undecided: 0 });
  expect([officer(clinic), second(clinic)].map(({ displayName }) => displayName)).toContain(
    review.signedBy,
  );
  const signed =
    await admin`select 1 from audit.events where tenant_id = ${clinic.tenantId} and action = 'activity-review.signed'`;
  expect(signed).toHaveLength(1);
  await expect(judge(officer(clinic), findingId)).rejects.toHaveProperty("code", "review.signed");
});

test("nobody judges a finding about themselves, or signs off what names them; the database says so too", async () => {
  const clinic = await newClinic();
  const { reviewId, findingId, biller } = await oneFinding(clinic);
  await inClinic(
    clinic.tenantId,
    (tx) => tx`insert into app.member_roles (tenant_id, member_id, role, position)
    values (${clinic.tenantId}, ${biller.memberId}, 'tenant_admin', 2)`,
  );
  const named: Actor = { ...biller, roles: ["tenant_admin"] };
  const shown = await as(named, (scope) => getReview(scope, { reviewId }));
  expect(shown).toMatchObject({ isAboutActor: true, found: [{ isOwn: true }] });
  await expect(judge(named, findingId)).rejects.toHaveProperty("code", "review.own");
  await judge(officer(clinic), findingId);
  await expect(sign(named, reviewId)).rejects.toHaveProperty("code", "review.own");

  const past = (text: string) =>
    admin.begin(async (tx) => {
      await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${biller.memberId}, true)`;
      await tx.unsafe(text);
    });
  await expect(
    past(`update app.review_findings set verdict = 'violation' where id = '${findingId}'`),
  ).rejects.toHaveProperty("constraint_name", "review_findings_not_own");
  await expect(
    past(`update app.activity_reviews set conclusion_sealed = '\\x00' where id = '${reviewId}'`),
  ).rejects.toHaveProperty("constraint_name", "activity_reviews_not_own");
});

test("what is signed off does not change, and findings do not come after it, whoever asks the database", async () => {
  const clinic = await newClinic();
  const { reviewId, findingId } = await oneFinding(clinic);
  const change = (text: string) => inClinic(clinic.tenantId, (tx) => tx.unsafe(text));
  const add = `insert into app.review_findings (tenant_id, id, review_id, position, member_id, content_sealed)
    select tenant_id, gen_random_uuid(), review_id, 9, member_id, content_sealed from app.review_findings where id = '${findingId}'`;
  await expect(change(add)).rejects.toHaveProperty("code", "42501");
  await judge(officer(clinic), findingId);
  await sign(second(clinic), reviewId);
  for (const text of [
    add,
    `update app.activity_reviews set conclusion_sealed = '\\x00' where id = '${reviewId}'`,
    `update app.activity_reviews set findings = 0 where id = '${reviewId}'`,
    `update app.activity_reviews set signed_at = null, signed_by = null, conclusion_sealed = null where id = '${reviewId}'`,
    `delete from app.activity_reviews where id = '${reviewId}'`,
    `update app.review_findings set verdict = 'violation' where id = '${findingId}'`,
    `update app.review_findings set member_id = '${officer(clinic).memberId}' where id = '${findingId}'`,
    `delete from app.review_findings where id = '${findingId}'`,
    "truncate app.review_findings",
  ])
    await expect(change(text), text).rejects.toHaveProperty("code", "42501");
});

test("another clinic's review or finding is not found, and the wrong role is refused", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const theirs = await oneFinding(other);
  for (const { reviewId, findingId } of [theirs, { reviewId: newId(), findingId: newId() }]) {
    await expect(as(officer(clinic), (scope) => getReview(scope, { reviewId }))).rejects.toThrow(
      "review not found",
    );
    await expect(sign(officer(clinic), reviewId)).rejects.toThrow("review not found");
    await expect(judge(officer(clinic), findingId)).rejects.toThrow("finding not found");
  }
  for (const role of ["medical_assistant", "prescriber", "biller"] as const) {
    await expect(sign(other.as(role), theirs.reviewId)).rejects.toThrow("missing review:manage");
    const past = runInScope(other.as(role), "home:read", (scope) =>
      signReview(
        { ...scope, require: () => undefined },
        { reviewId: theirs.reviewId, conclusion: "" },
      ),
    );
    await expect(past).rejects.toHaveProperty("cause.code", "42501");
  }
  const [row] =
    await admin`select signed_at from app.activity_reviews where id = ${theirs.reviewId}`;
  expect(row).toEqual({ signed_at: null });
});

test("a review that was signed off is printed, with every patient it names in the event; an open one is not", async () => {
  const clinic = await newClinic();
  const { reviewId, findingId } = await oneFinding(clinic);
  const mark = { code: "0123456789ABCDEFGHJK", at: "2026-11-26T00:00:00.000Z", print: printed };
  const print = (actor: Actor) => as(actor, (scope) => reviewPdf(scope, { reviewId }, mark));
  await judge(officer(clinic), findingId);
  await expect(print(officer(clinic))).rejects.toHaveProperty("code", "review.unsigned");
  await sign(second(clinic), reviewId);

  const { make, rows, details } = await print(officer(clinic));
  expect({ rows, details }).toEqual({ rows: 1, details: { review: reviewId } });
  if (!("parts" in make)) throw new Error("it is a sheet");
  const [found] = make.parts;
  expect(found).toMatchObject({
    rows: [
      [
        "No treatment relationship",
        expect.any(String),
        "BYRON, Ada",
        expect.any(String),
        "Explained",
        expect.stringMatching(/^Billing question \(.+, .+\)$/),
      ],
    ],
  });
  expect(Object.fromEntries(make.facts)).toMatchObject({
    Findings: "1: 1 explained, 0 follow up, 0 violation",
    Conclusion: "Looked at",
    "Signed off": expect.stringContaining("Test "),
  });
  const taken = await admin<{ about: number }[]>`
    select cardinality(subjects) as about from audit.events
     where tenant_id = ${clinic.tenantId} and action = 'records.exported' and entity_id = ${reviewId}`;
  expect(taken).toEqual([{ about: 1 }]);
  const other = (await newClinic()).as("tenant_admin");
  await expect(print(other)).rejects.toThrow("review not found");
  expect((await printSheet(make, printed)).byteLength).toBeGreaterThan(1_000);
});
