import { afterAll, expect, test } from "vitest";
import { closePool } from "#db/client";
import type { Actor } from "#lib/access/actor";
import { newId } from "#lib/ids";
import { printSheet } from "#lib/pdf/print";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { inClinic } from "#lib/testing-people";
import { signReview } from "./commands.ts";
import { reviewPdf } from "./export.ts";
import { getReview } from "./queries.ts";
import { as, judge, officer, oneFinding, second, sign } from "./testing-reviews.ts";

const printed = { clinic: "A clinic", printedBy: "Somebody", printedAt: "Now", code: "CODE" };

afterAll(closePool);

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
