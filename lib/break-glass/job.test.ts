import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { inTenant } from "#db/tenant";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { listOutbox } from "#lib/mail/outbox";
import { admin, newClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { endExpired, tellReviewers } from "./job.ts";
import { age, proveNow, restrict, smash } from "./testing-glass.ts";

const clinic = await newClinic();

test("the work in the background records an hour that ran out, once", async () => {
  const whose = await recordPatient(clinic);
  await restrict(clinic, whose);
  const grantId = await smash(clinic.as("prescriber"), whose);
  const ended = () => admin<{ actor: string }[]>`select actor_id as actor from audit.events
    where tenant_id = ${clinic.tenantId} and action = 'break-glass.ended' and entity_id = ${grantId}`;
  await endExpired(clinic.tenantId);
  expect(await ended()).toHaveLength(0);
  await age(grantId, "61 minutes");
  await endExpired(clinic.tenantId);
  await endExpired(clinic.tenantId);
  expect(await ended()).toHaveLength(1);
  const [row] =
    await admin`select ended_at = ends_at as at_the_hour, ended_by from app.break_glass_grants where id = ${grantId}`;
  expect(row).toEqual({ at_the_hour: true, ended_by: null });
  await expect(
    inTenant({ tenantId: clinic.tenantId, actorId: newId(), role: "chartkeep_directory" }, (tx) =>
      tx.execute(sql`update app.break_glass_grants set ended_at = null where id = ${grantId}`),
    ),
  ).rejects.toMatchObject({ cause: { code: "23514" } });
});

test("reviewers are told of every access once, by name of the member and never of the patient", async () => {
  const [boss, doctor] = [clinic.as("tenant_admin"), clinic.as("prescriber")];
  await proveNow(boss);
  const whose = await recordPatient(clinic, { family: "Quillfeather" });
  await restrict(clinic, whose);
  await tellReviewers(clinic.tenantId);
  const mails = async () =>
    (await listOutbox(env().OUTBOX_FOLDER ?? "", 200)).filter(
      ({ to }) => to === `${boss.accountId}@example.test`,
    );
  const before = (await mails()).length;
  await smash(doctor, whose);
  await tellReviewers(clinic.tenantId);
  await tellReviewers(clinic.tenantId);
  const sent = await mails();
  expect(sent.length - before).toBe(1);
  const text = JSON.stringify(sent);
  expect(text).toContain(doctor.displayName);
  expect(text).not.toContain("Quillfeather");
  expect(text).not.toContain(whose);
});
