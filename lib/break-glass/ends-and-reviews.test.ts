import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { breakGlassGrants } from "#db/schema/break-glass-grants";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import { runInScope } from "#lib/scope";
import { admin } from "#lib/testing";
import { endGrantOf, endOwnGrant, reviewGrant } from "./commands.ts";
import { getGate } from "./gate.ts";
import { ReviewGrant, WhichGrant } from "./input.ts";
import { getGrant, listGrants } from "./reviews.ts";
import { age, restrict, smash } from "./testing-glass.ts";
import {
  breaks,
  constraint,
  contextOf,
  restricted,
  rowsOf,
  withProblem,
  written,
} from "./testing-restricted.ts";

test("an hour that is over opens nothing, also in the middle of use, and cannot be ended again", async () => {
  const { patientId, doctor } = await restricted();
  const grantId = await smash(doctor, patientId);
  expect(await rowsOf(doctor, patientId)).toBe(1);
  await age(grantId, "60 minutes");
  expect(await rowsOf(doctor, patientId)).toBe(0);
  const ending = () =>
    runInScope(doctor, "glass:break", (scope) => endOwnGrant(scope, WhichGrant.parse({ grantId })));
  await expect(ending()).rejects.toThrow("glass.ended");
});

test("a reviewer ends somebody's access while it is used; whoever has it cannot end another's or lengthen their own", async () => {
  const { clinic, patientId, doctor, reviewer } = await restricted();
  const grantId = await smash(doctor, patientId);
  const assistant = clinic.as("medical_assistant");
  await expect(
    runInScope(assistant, "glass:break", (scope) =>
      endOwnGrant(scope, WhichGrant.parse({ grantId })),
    ),
  ).rejects.toThrow("grant not found");
  const change = (set: object) =>
    inTenant(contextOf(doctor), (tx) => tx.update(breakGlassGrants).set(set));
  await expect(change({ endsAt: sql`now() + interval '1 day'` })).rejects.toMatchObject({
    cause: { code: "42501" },
  });
  // Somebody else's is not one's own, also for a role that may end it.
  await expect(
    runInScope(reviewer, "glass:review", (scope) =>
      endOwnGrant({ ...scope, require: () => undefined }, WhichGrant.parse({ grantId })),
    ),
  ).rejects.toThrow("grant not found");
  await runInScope(reviewer, "glass:review", (scope) =>
    endGrantOf(scope, WhichGrant.parse({ grantId })),
  );
  expect(await rowsOf(doctor, patientId)).toBe(0);
  await expect(change({ endedAt: null })).rejects.toMatchObject(constraint("break_glass_ended"));
});

test("nobody reviews their own access, by the command or past it", async () => {
  const { clinic, patientId, reviewer } = await restricted();
  const grantId = await smash(reviewer, patientId);
  const review = (by: Actor) =>
    runInScope(by, "glass:review", (scope) =>
      reviewGrant(
        scope,
        ReviewGrant.parse({ grantId, verdict: "appropriate", note: "Looked at the visit." }),
      ),
    );
  await expect(review(reviewer)).rejects.toThrow("glass.own-review");
  expect(
    (await admin`select from app.break_glass_reviews where grant_id = ${grantId}`).length,
  ).toBe(0);
  await review(clinic.as("tenant_admin"));
  const { reviews, verdict } = await runInScope(reviewer, "glass:review", (scope) =>
    getGrant(scope, WhichGrant.parse({ grantId })),
  );
  expect(verdict).toBe("appropriate");
  expect(reviews.map(({ note }) => note)).toEqual(["Looked at the visit."]);
  await expect(runInScope(clinic.as("prescriber"), "glass:review", listGrants)).rejects.toThrow(
    "missing glass:review",
  );
});

test("a review that is overdue suspends the privilege, for every chart, until it is there", async () => {
  const { clinic, patientId, doctor, reviewer } = await restricted();
  const other = await withProblem(clinic);
  await restrict(clinic, other);
  const grantId = await smash(doctor, patientId);
  await age(grantId, "23 hours 59 minutes");
  await age(await smash(doctor, other), "1 hour");
  await age(grantId, "1 minute");
  await expect(breaks(doctor, other)).rejects.toThrow("glass.suspended");
  await expect(written(doctor, other)).rejects.toMatchObject(constraint("break_glass_suspended"));
  expect(
    (await runInScope(doctor, "chart:read", (scope) => getGate(scope, other))).isSuspended,
  ).toBe(true);
  await smash(clinic.as("medical_assistant"), other);

  await runInScope(reviewer, "glass:review", (scope) =>
    reviewGrant(scope, ReviewGrant.parse({ grantId, verdict: "follow_up", note: "Ask them." })),
  );
  await breaks(doctor, other);
});

test("the second access to a chart within a day shows the first, whoever looks", async () => {
  const { patientId, doctor, reviewer } = await restricted();
  const first = await smash(doctor, patientId);
  await age(first, "2 hours");
  const gate = await runInScope(doctor, "chart:read", (scope) => getGate(scope, patientId));
  expect(gate.first?.grantId).toBe(first);
  const second = await smash(doctor, patientId);
  const seen = await runInScope(reviewer, "glass:review", (scope) =>
    getGrant(scope, WhichGrant.parse({ grantId: second })),
  );
  expect(seen).toMatchObject({ isRepeat: true, first: { grantId: first } });
});
