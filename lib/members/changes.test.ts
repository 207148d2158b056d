import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { signInRules } from "#db/schema/sign-in-rules";
import { inTenant } from "#db/tenant";
import type { Actor } from "#lib/access/actor";
import type { MemberRole } from "#lib/access/permissions";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { ChangeDetails, ChangeRoles, Deactivate, SetSignInRules, seenDetails } from "./input.ts";
import { changeRoles } from "./roles.ts";
import { getSignInRules, setSignInRules } from "./sign-in-rules.ts";
import { changeDetails, deactivateMember, endSessionsOf, reactivateMember } from "./standing.ts";

const rolesNow = async ({ tenantId, memberId }: Actor) =>
  (
    await admin<{ role: string }[]>`select role from app.member_roles
      where tenant_id = ${tenantId} and member_id = ${memberId} order by position, role`
  ).map(({ role }) => role);

const rowOf = async ({ tenantId, memberId }: Pick<Actor, "tenantId" | "memberId">) => {
  const [row] = await admin<{ status: string; epoch: number; name: string; npi: string | null }[]>`
    select status, epoch, display_name as name, npi from app.members
    where tenant_id = ${tenantId} and id = ${memberId}`;
  return row;
};

const eventsOf = async (tenantId: string, action: string) =>
  (
    await admin<{ entityId: string }[]>`select entity_id as "entityId" from audit.events
      where tenant_id = ${tenantId} and action = ${action} and outcome = 'success'`
  ).map(({ entityId }) => entityId);

const give = (by: Actor, to: Actor, roles: readonly MemberRole[], seen = to.roles.join()) =>
  runInScope(by, "member:manage", (scope) =>
    changeRoles(scope, ChangeRoles.parse({ memberId: to.memberId, roles, seen })),
  );

const deactivate = (by: Actor, who: Actor) =>
  runInScope(by, "member:manage", (scope) =>
    deactivateMember(scope, Deactivate.parse({ memberId: who.memberId, reason: "Left" })),
  );

/** A clinic with exactly these administrators; the others of the test's clinic are nothing of the kind. */
async function clinicWith(administrators: 1 | 2): Promise<{
  clinic: TestClinic;
  first: Actor;
  second: Actor;
}> {
  const clinic = await newClinic();
  const [first, second] = [clinic.as("tenant_admin"), clinic.as("prescriber", "tenant_admin")];
  const kept = administrators === 2 ? [first, second] : [first];
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${first.memberId}, true)`;
    await tx`delete from app.member_roles where tenant_id = ${clinic.tenantId}
      and role = 'tenant_admin' and member_id <> all(${kept.map(({ memberId }) => memberId)}::uuid[])`;
  });
  return { clinic, first, second };
}

test("an administrator changes what somebody may do: in order, on record, and only a loss ends sessions", async () => {
  const clinic = await newClinic();
  const [by, to] = [clinic.as("tenant_admin"), clinic.as("biller")];
  await give(by, to, ["prescriber", "biller"]);
  expect(await rolesNow(to)).toEqual(["prescriber", "biller"]);
  expect(await rowOf(to)).toMatchObject({ epoch: 1 });

  await give(by, to, ["biller", "prescriber"], "prescriber,biller");
  expect(await rolesNow(to)).toEqual(["biller", "prescriber"]);
  expect(await rowOf(to)).toMatchObject({ epoch: 1 });

  await give(by, to, ["medical_assistant", "prescriber"], "biller,prescriber");
  expect(await rolesNow(to)).toEqual(["medical_assistant", "prescriber"]);
  expect(await rowOf(to)).toMatchObject({ epoch: 2 });
  expect(await eventsOf(clinic.tenantId, "member.roles-changed")).toEqual([
    to.memberId,
    to.memberId,
    to.memberId,
  ]);
});

test("what somebody else changed since the page was read is not written over", async () => {
  const clinic = await newClinic();
  const [by, to] = [clinic.as("tenant_admin"), clinic.as("biller")];
  await expect(give(by, to, ["prescriber"], "prescriber")).rejects.toThrow("changed meanwhile");
  expect(await rolesNow(to)).toEqual(["biller"]);
});

test("nobody gives a role to themselves, by the command or past it", async () => {
  const { first, clinic } = await clinicWith(2);
  await expect(give(first, first, ["tenant_admin", "prescriber"])).rejects.toThrow(
    "member.own-role",
  );
  const { tenantId, memberId } = first;
  const context = { tenantId, actorId: memberId, role: "tenant_admin" } as const;
  const past = inTenant(context, (tx) =>
    tx.insert(memberRoles).values({ tenantId, memberId, role: "biller", position: 9 }),
  );
  await expect(past).rejects.toMatchObject({ cause: { code: "42501" } });
  const moved = inTenant(context, (tx) =>
    tx
      .update(memberRoles)
      .set({ memberId })
      .where(eq(memberRoles.memberId, clinic.as("biller").memberId)),
  );
  await expect(moved).rejects.toMatchObject({ cause: { code: "42501" } });
  expect(await rolesNow(first)).toEqual(["tenant_admin"]);
});

test("an administrator may step down while another stays; the last one may not, nor be deactivated", async () => {
  const { first, second } = await clinicWith(2);
  await give(second, second, ["prescriber"]);
  expect(await rolesNow(second)).toEqual(["prescriber"]);
  expect(await rowOf(second)).toMatchObject({ epoch: 2 });

  await expect(give(first, first, ["biller"])).rejects.toThrow("member.own-role");
  await expect(deactivate(first, first)).rejects.toThrow("member.last-administrator");
  expect(await rowOf(first)).toMatchObject({ status: "active", epoch: 1 });
  await expect(give(second, first, ["biller"])).rejects.toThrow("missing member:manage");
  expect(await rolesNow(first)).toEqual(["tenant_admin"]);
});

test("the database keeps the last administrator, whoever asks it", async () => {
  const { first } = await clinicWith(1);
  const { tenantId, memberId } = first;
  const context = { tenantId, actorId: memberId, role: "tenant_admin" } as const;
  const last = { cause: { code: "23514", constraint_name: "members_last_administrator" } };
  await expect(
    inTenant(context, (tx) => tx.delete(memberRoles).where(eq(memberRoles.memberId, memberId))),
  ).rejects.toMatchObject(last);
  await expect(
    inTenant(context, (tx) =>
      tx.update(members).set({ status: "deactivated" }).where(eq(members.id, memberId)),
    ),
  ).rejects.toMatchObject(last);
  expect(await rolesNow(first)).toEqual(["tenant_admin"]);
});

test.each(["demote", "deactivate"] as const)(
  "of two administrators who %s each other at the same moment exactly one succeeds",
  async (what) => {
    for (let round = 0; round < 5; round += 1) {
      const { clinic, first, second } = await clinicWith(2);
      const strike = (by: Actor, to: Actor) =>
        what === "demote"
          ? give(by, to, ["biller"])
          : runInScope(by, "member:manage", (scope) =>
              deactivateMember(scope, { memberId: to.memberId as never, reason: "Race" }),
            );
      const results = await Promise.allSettled([strike(first, second), strike(second, first)]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      const [left] = await admin`select count(*)::int as administrators from app.member_roles r
        join app.members m on m.tenant_id = r.tenant_id and m.id = r.member_id
        where r.tenant_id = ${clinic.tenantId} and r.role = 'tenant_admin' and m.status = 'active'`;
      expect(left).toEqual({ administrators: 1 });
    }
  },
);

test("past the command, of two transactions that demote each other the second is refused too", async () => {
  const { first, second } = await clinicWith(2);
  const strike = (by: Actor, to: Actor) =>
    inTenant({ tenantId: by.tenantId, actorId: by.memberId, role: "tenant_admin" }, (tx) =>
      tx.delete(memberRoles).where(eq(memberRoles.memberId, to.memberId)),
    );
  const results = await Promise.allSettled([strike(first, second), strike(second, first)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a request that began before its administrator was demoted changes nothing afterwards", async () => {
  const { clinic, first, second } = await clinicWith(2);
  await give(first, second, ["prescriber"]);
  // `second` still is what their request found them to be when it began.
  const biller = clinic.as("biller");
  await expect(give(second, biller, ["tenant_admin"])).rejects.toThrow("missing member:manage");
  await expect(
    runInScope(second, "security:manage", (scope) =>
      scope.tx
        .insert(signInRules)
        .values({ tenantId: scope.tenantId, role: "biller", assurance: 3 }),
    ),
  ).rejects.toMatchObject({ cause: { code: "42501" } });
  expect(await rolesNow(biller)).toEqual(["biller"]);
});

test("somebody leaves with a reason on record, and comes back with the roles they had", async () => {
  const clinic = await newClinic();
  const [by, who] = [clinic.as("tenant_admin"), clinic.as("prescriber")];
  await deactivate(by, who);
  expect(await rowOf(who)).toMatchObject({ status: "deactivated", epoch: 2 });
  await expect(deactivate(by, who)).rejects.toThrow("member.not-so");
  const again = () =>
    runInScope(by, "member:manage", (scope) =>
      reactivateMember(scope, { memberId: who.memberId as never }),
    );
  await again();
  await expect(again()).rejects.toThrow("member.not-so");
  expect(await rowOf(who)).toMatchObject({ status: "active", epoch: 2 });
  expect(await rolesNow(who)).toEqual(["prescriber"]);
  expect(await eventsOf(clinic.tenantId, "member.deactivated")).toEqual([who.memberId]);
  expect(await eventsOf(clinic.tenantId, "member.reactivated")).toEqual([who.memberId]);
});

test("a name, credentials and NPI are changed; a stale page changes nothing", async () => {
  const clinic = await newClinic();
  const [by, who] = [clinic.as("tenant_admin"), clinic.as("prescriber")];
  const seen = seenDetails({ name: who.displayName, credentials: null, npi: null });
  const change = () =>
    runInScope(by, "member:manage", (scope) =>
      changeDetails(
        scope,
        ChangeDetails.parse({
          memberId: who.memberId,
          displayName: " Zo\u00eb  Hart ",
          credentials: "MD",
          npi: "1234567893",
          seen,
        }),
      ),
    );
  await change();
  expect(await rowOf(who)).toMatchObject({ name: "Zo\u00eb  Hart", npi: "1234567893", epoch: 1 });
  await expect(change()).rejects.toThrow("changed meanwhile");
});

test("to another clinic's administrator its members are as absent as a random id, for every command", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const by = other.as("tenant_admin");
  const victim = clinic.as("biller");
  for (const memberId of [victim.memberId, newId()] as never[]) {
    const tries = [
      () => give(by, { ...victim, memberId }, ["prescriber"]),
      () => deactivate(by, { ...victim, memberId }),
      () => runInScope(by, "member:manage", (scope) => reactivateMember(scope, { memberId })),
      () => runInScope(by, "member:manage", (scope) => endSessionsOf(scope, { memberId })),
      () =>
        runInScope(by, "member:manage", (scope) =>
          changeDetails(scope, { memberId, displayName: "X", credentials: "", npi: "", seen: "" }),
        ),
    ];
    for (const attempt of tries) await expect(attempt()).rejects.toThrow("member not found");
  }
  expect(await rowOf(victim)).toMatchObject({
    status: "active",
    epoch: 1,
    name: victim.displayName,
  });
  expect(await rolesNow(victim)).toEqual(["biller"]);
});

test.each(["medical_assistant", "prescriber", "biller"] as const)(
  "a %s may change no member and no rule",
  async (role) => {
    const clinic = await newClinic();
    const [by, who] = [clinic.as(role), clinic.as("tenant_admin")];
    await expect(give(by, who, ["biller"])).rejects.toThrow("missing member:manage");
    await expect(deactivate(by, who)).rejects.toThrow("missing member:manage");
    await expect(runInScope(by, "security:manage", getSignInRules)).rejects.toThrow("missing");
    expect(await rolesNow(who)).toEqual(["tenant_admin"]);
  },
);

test("the rules of sign-in change together, on record, and only as they were seen", async () => {
  const clinic = await newClinic();
  const by = clinic.as("tenant_admin");
  const set = (seen: string) =>
    runInScope(by, "security:manage", (scope) =>
      setSignInRules(
        scope,
        SetSignInRules.parse({
          medical_assistant: "1",
          prescriber: "2",
          biller: "2",
          tenant_admin: "3",
          seen,
        }),
      ),
    );
  await set("medical_assistant 1, prescriber 1, biller 1, tenant_admin 1");
  const { rules, members: asked } = await runInScope(by, "security:manage", getSignInRules);
  expect(rules).toEqual({ medical_assistant: 1, prescriber: 2, biller: 2, tenant_admin: 3 });
  expect(asked.find(({ memberId }) => memberId === by.memberId)?.roles).toEqual(["tenant_admin"]);
  await expect(set("medical_assistant 1, prescriber 1, biller 1, tenant_admin 1")).rejects.toThrow(
    "changed meanwhile",
  );
  expect(await eventsOf(clinic.tenantId, "sign-in-rules.changed")).toHaveLength(1);
});

const anyone = newId();
test.each([
  [ChangeRoles, { memberId: anyone, roles: "owner", seen: "" }],
  [ChangeRoles, { memberId: anyone, roles: ["biller", "biller"], seen: "" }],
  [ChangeRoles, { memberId: anyone, seen: "" }],
  [ChangeRoles, { memberId: anyone, roles: "biller", seen: "", tenantId: anyone }],
  [ChangeRoles, { memberId: "x", roles: "biller", seen: "" }],
  [Deactivate, { memberId: anyone, reason: "  " }],
  [Deactivate, { memberId: anyone, reason: "x".repeat(301) }],
  [Deactivate, { memberId: anyone, reason: "a\u0000b" }],
  [ChangeDetails, { memberId: anyone, displayName: "", credentials: "", npi: "", seen: "" }],
  [
    ChangeDetails,
    { memberId: anyone, displayName: "A", credentials: "", npi: "1234567890", seen: "" },
  ],
  [ChangeDetails, { memberId: anyone, displayName: "A\nB", credentials: "", npi: "", seen: "" }],
  [
    ChangeDetails,
    { memberId: anyone, displayName: "A", credentials: "", npi: "", seen: "", status: "active" },
  ],
  [
    SetSignInRules,
    { medical_assistant: "0", prescriber: "1", biller: "1", tenant_admin: "1", seen: "" },
  ],
  [SetSignInRules, { medical_assistant: "1", prescriber: "1", biller: "1", seen: "" }],
])("input %# that is not one of ours is refused", (schema, value) => {
  expect(parseStrictly(schema, value).success).toBe(false);
});
