import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { Actor } from "#lib/access/actor";
import { countSessions, factorsOfMembers } from "#lib/auth/member-accounts";
import { findSession } from "#lib/auth/session-store";
import { newSessionToken, tokenHash } from "#lib/auth/session-token";
import { standingOf } from "#lib/auth/standing";
import { type MemberId, newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { resetFactorsOf } from "./factor-reset.ts";
import { changeRoles } from "./roles.ts";
import { setSignInRules } from "./sign-in-rules.ts";
import { deactivateMember, endSessionsOf, reactivateMember } from "./standing.ts";

/** Gives a member of a test's clinic an account, as if they had signed in here. */
async function withAccount({ accountId, tenantId, memberId }: Actor): Promise<void> {
  await admin`insert into directory.accounts (id, email, password_hash)
    values (${accountId}, ${`${accountId}@example.test`}, 'none') on conflict do nothing`;
  await admin`insert into directory.memberships (account_id, tenant_id, member_id)
    values (${accountId}, ${tenantId}, ${memberId})`;
}

async function openFor({ accountId, tenantId, memberId }: Actor, idle = 0): Promise<string> {
  const token = newSessionToken();
  await admin`insert into directory.sessions (token_hash, id, account_id, tenant_id, member_id, member_epoch, stage, epoch, last_seen_at)
    select ${tokenHash(token) ?? ""}, ${newId()}, ${accountId}, ${tenantId}, ${memberId}, epoch, 'signed_in', 1,
      now() - make_interval(secs => ${idle}) from app.members where tenant_id = ${tenantId} and id = ${memberId}`;
  return token;
}

const find = (token: string) => findSession(token, { isBackground: false });

async function kindOf(token: string): Promise<string> {
  const session = await find(token);
  return session ? (await standingOf(session)).kind : "none";
}

const commands = {
  "is deactivated": (by: Actor, memberId: MemberId) =>
    runInScope(by, "member:manage", (scope) =>
      deactivateMember(scope, { memberId, reason: "Left" }),
    ),
  "loses a role": (by: Actor, memberId: MemberId) =>
    runInScope(by, "member:manage", (scope) =>
      changeRoles(scope, { memberId, roles: ["medical_assistant"], seen: "biller" }),
    ),
  "is signed out by an administrator": (by: Actor, memberId: MemberId) =>
    runInScope(by, "member:manage", (scope) => endSessionsOf(scope, { memberId })),
};

test.each(Object.entries(commands))(
  "whoever %s has nothing open any more, not even a request that had found its session",
  async (_what, command) => {
    const clinic = await newClinic();
    const who = clinic.as("biller");
    await withAccount(who);
    const tokens = await Promise.all([openFor(who), openFor(who)]);
    const halfOpen = await Promise.all(tokens.map(find));
    expect(await Promise.all(tokens.map(kindOf))).toEqual(["open", "open"]);
    expect(await countSessions(who)).toBe(2);

    const during = Array.from({ length: 10 }, () => kindOf(tokens[0] ?? ""));
    await command(clinic.as("tenant_admin"), who.memberId as MemberId);
    const after = await Promise.all([
      ...halfOpen.map(async (session) => session && (await standingOf(session)).kind),
      ...Array.from({ length: 20 }, (_, at) => kindOf(tokens[at % 2] ?? "")),
    ]);
    expect(new Set(after)).toEqual(new Set(["ended"]));
    expect(new Set(await Promise.all(during)).size).toBeLessThanOrEqual(2);
    expect(await countSessions(who)).toBe(0);
  },
);

test("a session of before a deactivation stays dead after the member is let in again", async () => {
  const clinic = await newClinic();
  const [by, who] = [clinic.as("tenant_admin"), clinic.as("biller")];
  await withAccount(who);
  const token = await openFor(who);
  const memberId = who.memberId as MemberId;
  await commands["is deactivated"](by, memberId);
  await runInScope(by, "member:manage", (scope) => reactivateMember(scope, { memberId }));
  expect(await kindOf(token)).toBe("ended");
  expect(await kindOf(await openFor(who))).toBe("open");
});

test("gaining a role signs nobody out", async () => {
  const clinic = await newClinic();
  const [by, who] = [clinic.as("tenant_admin"), clinic.as("biller")];
  await withAccount(who);
  const token = await openFor(who);
  const memberId = who.memberId as MemberId;
  await runInScope(by, "member:manage", (scope) =>
    changeRoles(scope, { memberId, roles: ["biller", "prescriber"], seen: "biller" }),
  );
  expect(await kindOf(token)).toBe("open");
});

test("what somebody has open in another clinic is not this clinic's to end, nor to know of", async () => {
  const [clinic, elsewhere] = [await newClinic(), await newClinic()];
  const [by, who] = [clinic.as("tenant_admin"), clinic.as("biller")];
  const there: Actor = { ...who, tenantId: elsewhere.tenantId, memberId: newId() };
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${there.tenantId}, true), set_config('app.actor', ${there.memberId}, true)`;
    await tx`insert into app.members (tenant_id, id, account_id, display_name)
      values (${there.tenantId}, ${there.memberId}, ${there.accountId}, 'Works in two')`;
    await tx`insert into app.member_roles (tenant_id, member_id, role)
      values (${there.tenantId}, ${there.memberId}, 'biller')`;
  });
  await withAccount(who);
  await withAccount(there);
  const [here, open] = [await openFor(who), await openFor(there)];
  expect(await countSessions(who)).toBe(1);
  await commands["is signed out by an administrator"](by, who.memberId as MemberId);
  expect([await kindOf(here), await kindOf(open)]).toEqual(["ended", "open"]);
});

test("a stricter rule holds from the next request on: who has not shown enough owes it", async () => {
  const clinic = await newClinic();
  const who = clinic.as("biller");
  await withAccount(who);
  const token = await openFor(who);
  const rules = { medical_assistant: 1, prescriber: 1, biller: 2, tenant_admin: 1 } as const;
  await runInScope(clinic.as("tenant_admin"), "security:manage", (scope) =>
    setSignInRules(scope, {
      ...rules,
      seen: "medical_assistant 1, prescriber 1, biller 1, tenant_admin 1",
    }),
  );
  expect(await kindOf(token)).toBe("owing");
});

test("an administrator takes lost factors away, but not their own, nor those of somebody who works elsewhere too", async () => {
  const [clinic, elsewhere] = [await newClinic(), await newClinic()];
  const by = clinic.as("tenant_admin");
  const [lost, shared] = [clinic.as("biller"), clinic.as("prescriber")];
  const there: Actor = { ...shared, tenantId: elsewhere.tenantId, memberId: newId() };
  for (const each of [by, lost, shared, there]) await withAccount(each);
  for (const { accountId } of [by, lost, shared])
    await admin`insert into directory.totp_factors (account_id, seed_wrapped, wrapped_by)
      values (${accountId}, ${randomBytes(40)}, 'nobody')`;
  const token = await openFor(lost);
  const reset = (actor: Actor, { memberId }: Actor) =>
    runInScope(actor, "member:manage", (scope) =>
      resetFactorsOf(scope, { memberId: memberId as MemberId }),
    );
  await expect(reset(by, by)).rejects.toThrow("factors.own");
  await expect(reset(by, shared)).rejects.toThrow("factors.other-clinics");
  await expect(reset(elsewhere.as("tenant_admin"), lost)).rejects.toThrow("member not found");
  await expect(reset(clinic.as("biller"), lost)).rejects.toThrow("missing member:manage");
  expect(await kindOf(token)).toBe("open");
  await reset(by, lost);
  expect(await kindOf(token)).toBe("none");
  const left = await admin`select account_id as "accountId" from directory.totp_factors
    where account_id = any(${[by, lost, shared].map(({ accountId }) => accountId)}::uuid[])`;
  expect(left.map(({ accountId }) => accountId).sort()).toEqual(
    [by.accountId, shared.accountId].sort(),
  );
});

test("an administrator learns whether a member has a factor and what is open here, and nothing of other clinics", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const [coded, keyed, plain] = [
    clinic.as("biller"),
    clinic.as("prescriber"),
    clinic.as("medical_assistant"),
  ];
  const foreign = other.as("biller");
  for (const each of [coded, keyed, plain, foreign]) await withAccount(each);
  for (const { accountId } of [coded, foreign])
    await admin`insert into directory.totp_factors (account_id, seed_wrapped, wrapped_by)
      values (${accountId}, ${randomBytes(40)}, 'nobody')`;
  await admin`insert into directory.passkeys (credential_id, account_id, public_key, label)
    values (${randomBytes(16)}, ${keyed.accountId}, ${randomBytes(40)}, 'Key')`;

  const ids = [coded, keyed, plain, foreign].map(({ memberId }) => memberId);
  const factorsOf = await factorsOfMembers(clinic.tenantId, ids);
  expect(factorsOf(coded.memberId)).toEqual({ hasCode: true, hasPasskey: false });
  expect(factorsOf(keyed.memberId)).toEqual({ hasCode: false, hasPasskey: true });
  for (const { memberId } of [plain, foreign])
    expect(factorsOf(memberId)).toEqual({ hasCode: false, hasPasskey: false });

  await openFor(coded);
  await openFor(coded, 15 * 60 + 1);
  await openFor(foreign);
  expect(await countSessions(coded)).toBe(1);
  expect(await countSessions({ tenantId: clinic.tenantId, memberId: foreign.memberId })).toBe(0);
});
