import { subDays } from "date-fns";
import { afterAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import { platformOperatorId } from "#db/roles";
import { appointments } from "#db/schema/appointments";
import { practitioners } from "#db/schema/practitioners";
import { newId, type PatientId } from "#lib/ids";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { placeEvents } from "#lib/testing-events";
import { inClinic } from "#lib/testing-people";
import { recordInvoice, recordPatient } from "#lib/testing-records";
import { askReview, setClinicHours } from "./commands.ts";
import { SetClinicHours } from "./input.ts";
import { countReviews, listReviews } from "./queries.ts";
import { as, day, looks, makeReviews, officer, reviewOf, second } from "./testing-reviews.ts";

afterAll(closePool);

const rename = (clinic: TestClinic, memberId: string, name: string) =>
  inClinic(
    clinic.tenantId,
    (tx) => tx`update app.members set display_name = ${name} where id = ${memberId}`,
  );

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

test("a clinic does not close before it opens", async () => {
  const clinic = await newClinic();
  const hours = { openDays: ["1"], opensMinute: "19:00", closesMinute: "07:00" };
  await expect(
    as(officer(clinic), (scope) => setClinicHours(scope, SetClinicHours.parse(hours))),
  ).rejects.toHaveProperty("issues.closesMinute");
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
