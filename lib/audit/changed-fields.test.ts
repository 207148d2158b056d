import { expect, test } from "vitest";
import { addCarer } from "#lib/break-glass/restrict";
import { restrict } from "#lib/break-glass/testing-glass";
import { accountForCare } from "#lib/disclosures/commands";
import { ChangeDetails, ChangeRoles, Deactivate, SetSignInRules } from "#lib/members/input";
import { changeRoles } from "#lib/members/roles";
import { setSignInRules } from "#lib/members/sign-in-rules";
import { changeDetails, deactivateMember, reactivateMember } from "#lib/members/standing";
import { setClinicHours } from "#lib/reviews/commands";
import { SetClinicHours } from "#lib/reviews/input";
import { runInScope } from "#lib/scope";
import { saveConnection } from "#lib/sso/commands";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { recordPatient } from "#lib/testing-records";
import { changesBetween } from "./changes.ts";
import { getEvent, revealEvent } from "./event.ts";
import { ListTrail } from "./input.ts";
import { listTrail } from "./trail.ts";

/** What an administrator sees of the newest event of an action: at first, and once its values are revealed. */
async function seen(clinic: TestClinic, action: string) {
  const inTrail = <T>(work: Parameters<typeof runInScope<T>>[2]) =>
    runInScope(clinic.as("tenant_admin"), "audit:read", work);
  const { events } = await inTrail((scope) => listTrail(scope, ListTrail.parse({ action })));
  const position = events[0]?.position ?? 0;
  const opened = await inTrail((scope) => getEvent(scope, { position }));
  const { changes } = await inTrail((scope) => revealEvent(scope, { position }));
  return { opened, changes };
}

const asAdmin = (
  clinic: TestClinic,
  permission: Parameters<typeof runInScope>[1],
  work: Parameters<typeof runInScope<unknown>>[2],
) => runInScope(clinic.as("tenant_admin"), permission, work);

test("what an administrator changes of members says which fields, and what they held only once revealed", async () => {
  const clinic = await newClinic();
  const { memberId, displayName, roles } = clinic.as("biller");
  const details = ChangeDetails.parse({
    memberId,
    displayName: "Renamed Member",
    credentials: "CPC",
    npi: "",
    seen: JSON.stringify([displayName, "", ""]),
  });
  await asAdmin(clinic, "member:manage", (scope) => changeDetails(scope, details));
  const changed = await seen(clinic, "member.changed");
  expect(changed.opened.changed).toEqual(["displayName", "credentials"]);
  expect(JSON.stringify(changed.opened)).not.toContain(displayName);
  expect(JSON.stringify(changed.opened)).not.toContain("CPC");
  expect(changed.changes).toEqual({
    displayName: [displayName, "Renamed Member"],
    credentials: [null, "CPC"],
  });

  const given = ChangeRoles.parse({ memberId, roles: ["prescriber"], seen: roles.join() });
  await asAdmin(clinic, "member:manage", (scope) => changeRoles(scope, given));
  expect((await seen(clinic, "member.roles-changed")).changes).toEqual({
    roles: [["biller"], ["prescriber"]],
  });
  const left = Deactivate.parse({ memberId, reason: "Left" });
  await asAdmin(clinic, "member:manage", (scope) => deactivateMember(scope, left));
  await asAdmin(clinic, "member:manage", (scope) => reactivateMember(scope, left));
  expect((await seen(clinic, "member.deactivated")).opened.changed).toEqual(["status"]);
  expect((await seen(clinic, "member.reactivated")).changes).toEqual({
    status: ["deactivated", "active"],
  });
});

test("what an administrator sets for the clinic says which settings, and from what to what", async () => {
  const clinic = await newClinic();
  const usual = "medical_assistant 1, prescriber 1, biller 1, tenant_admin 1";
  const rules = { medical_assistant: "1", prescriber: "2", biller: "1", tenant_admin: "3" };
  await asAdmin(clinic, "security:manage", (scope) =>
    setSignInRules(scope, SetSignInRules.parse({ ...rules, seen: usual })),
  );
  expect((await seen(clinic, "sign-in-rules.changed")).changes).toEqual({
    prescriber: [1, 2],
    tenant_admin: [1, 3],
  });
  await asAdmin(clinic, "disclosure:manage", (scope) =>
    accountForCare(scope, { accountsForCare: true }),
  );
  expect((await seen(clinic, "disclosure-rules.changed")).changes).toEqual({
    accountsForCare: [false, true],
  });
  const hours = { openDays: ["1", "2"], opensMinute: "07:00", closesMinute: "17:30" };
  await asAdmin(clinic, "review:manage", (scope) =>
    setClinicHours(scope, SetClinicHours.parse(hours)),
  );
  const { opened, changes } = await seen(clinic, "clinic-hours.changed");
  expect(opened.changed).toEqual(["hours"]);
  expect(changes.hours?.[1]).toContain("7:00");
  const provider = {
    issuer: "https://login.example.com",
    clientId: "chartkeep",
    clientSecret: "only between us",
    isEnabled: "on",
  } as const;
  await asAdmin(clinic, "sso:manage", (scope) => saveConnection(scope, provider));
  await asAdmin(clinic, "sso:manage", (scope) =>
    saveConnection(scope, { ...provider, clientId: "other", clientSecret: "another one" }),
  );
  const sso = await seen(clinic, "sso.changed");
  expect(sso.changes).toEqual({ clientId: ["chartkeep", "other"] });
  expect(JSON.stringify(sso)).not.toContain("another one");
});

test("a care team that changes is a change of the patient's record, and revealing it is in their history", async () => {
  const clinic = await newClinic();
  const patientId = await recordPatient(clinic);
  await restrict(clinic, patientId);
  const [restriction] = await admin<{ id: string }[]>`
    select id from app.restrictions where tenant_id = ${clinic.tenantId}`;
  const { memberId } = clinic.as("prescriber");
  const carer = { restrictionId: restriction?.id ?? "", memberId } as Parameters<
    typeof addCarer
  >[1];
  await asAdmin(clinic, "restriction:manage", (scope) => addCarer(scope, carer));
  expect((await seen(clinic, "care-team.changed")).changes).toEqual({ careTeam: [null, memberId] });
  const [revealed] = await admin<{ subjects: string[] }[]>`
    select subjects from audit.events where tenant_id = ${clinic.tenantId} and action = 'values.revealed'`;
  expect(revealed?.subjects).toEqual([patientId]);
});

test("only fields that differ are changes, and nothing is nothing however it is written", () => {
  expect(
    changesBetween(
      { same: "x", gone: "y", empty: "", list: ["a", "b"], order: ["a", "b"], none: [] },
      { same: "x", come: 1, empty: undefined, list: ["a", "b"], order: ["b", "a"], none: null },
    ),
  ).toEqual({
    gone: ["y", null],
    come: [null, 1],
    order: [
      ["a", "b"],
      ["b", "a"],
    ],
  });
});
