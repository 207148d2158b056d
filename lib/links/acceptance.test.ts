import { expect, test } from "vitest";
import { MemberId, newId } from "#lib/ids";
import { inviteMember, withdrawInvitation } from "#lib/members/commands";
import { hashPassword, verifyPassword } from "#lib/passwords/hashing";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { acceptInvitation } from "./acceptance.ts";
import { findInvitation, join } from "./joining.ts";
import { actionsIn, mailsTo, newWorker, tokenIn } from "./testing-worker.ts";

const password = "orchard-lantern-river-43";
const visitor = { address: "192.0.2.78", userAgent: "test", deviceCookie: undefined };
const typed = { displayName: "Ada King", password };

async function invited(clinic: TestClinic, email = `${newId()}@example.test`) {
  const { memberId } = await runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
    inviteMember(scope, { email, displayName: "Ada Byron", roles: ["prescriber"] }),
  );
  return { email, memberId, token: tokenIn((await mailsTo(email))[0]) };
}

const memberRow = async (memberId: string) => {
  const [row] =
    await admin`select status, account_id, display_name from app.members where id = ${memberId}`;
  return row;
};
const accountRows = (email: string) =>
  admin<
    { id: string; password_hash: string }[]
  >`select id, password_hash from directory.accounts where email = ${email}`;

test("somebody new accepts with a password of their own, and the clinic's trail says so", async () => {
  const clinic = await newClinic();
  const { email, memberId, token } = await invited(clinic);
  expect(await findInvitation(token)).toMatchObject({
    clinic: "Test Clinic",
    email,
    displayName: "Ada Byron",
    roles: ["prescriber"],
    hasAccount: false,
  });
  await acceptInvitation(token, typed, visitor);

  const [account] = await accountRows(email);
  expect(await verifyPassword(account?.password_hash, password)).toBe(true);
  expect(await memberRow(memberId)).toEqual({
    status: "active",
    account_id: account?.id,
    display_name: "Ada King",
  });
  expect(
    await admin`select member_id from directory.memberships where account_id = ${account?.id ?? ""}`,
  ).toEqual([{ member_id: memberId }]);
  expect(await actionsIn(clinic.tenantId)).toEqual(["member.invited", "member.joined"]);
  await expect(acceptInvitation(token, typed, visitor)).rejects.toThrow("link.dead");
});

test("an address with an account accepts with its password, keeps it, and a wrong one changes nothing", async () => {
  const person = await newWorker(1, await hashPassword(password));
  const clinic = await newClinic();
  const { memberId, token } = await invited(clinic, person.email);
  expect(await findInvitation(token)).toMatchObject({ hasAccount: true });

  const wrong = acceptInvitation(token, { ...typed, password: "another-long-password" }, visitor);
  await expect(wrong).rejects.toThrow("password.wrong");
  expect(await memberRow(memberId)).toMatchObject({ status: "invited", account_id: null });
  expect(await actionsIn(person.tenants[0] ?? "")).toEqual(["session.refused"]);

  const before = await accountRows(person.email);
  await acceptInvitation(token, typed, visitor);
  expect(await memberRow(memberId)).toMatchObject({
    status: "active",
    account_id: person.accountId,
  });
  expect(await accountRows(person.email)).toEqual(before);
});

test("of fifty acceptances at once one joins, and one account is made", async () => {
  const clinic = await newClinic();
  const { email, memberId, token } = await invited(clinic);
  const invitation = await findInvitation(token);
  if (!invitation) throw new Error("the invitation is open");
  const tries = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) =>
      join(token, invitation, "Ada", { passwordHash: `hash ${at}` }),
    ),
  );
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await accountRows(email)).toHaveLength(1);
  expect(await actionsIn(clinic.tenantId)).toEqual(["member.invited", "member.joined"]);
  expect(await memberRow(memberId)).toMatchObject({ status: "active" });
});

test("two clinics invite one new address: the second acceptance is asked for the password of the first", async () => {
  const [one, two] = [await newClinic(), await newClinic()];
  const first = await invited(one);
  const second = await invited(two, first.email);
  const stale = await findInvitation(second.token);
  await acceptInvitation(first.token, typed, visitor);
  if (!stale) throw new Error("the invitation is open");
  await expect(join(second.token, stale, "Ada", { passwordHash: "x" })).rejects.toThrow(
    "account.exists",
  );
  expect(await memberRow(second.memberId)).toMatchObject({ status: "invited" });
  await acceptInvitation(second.token, typed, visitor);
  expect(await accountRows(first.email)).toHaveLength(1);
});

test("a withdrawn, an expired, and a suspended clinic's invitation is dead, and nothing is half done", async () => {
  const [withdrawn, expired, suspended, moved] = [
    await newClinic(),
    await newClinic(),
    await newClinic(),
    await newClinic(),
  ];
  const all = [
    await invited(withdrawn),
    await invited(expired),
    await invited(suspended),
    await invited(moved),
  ];
  const [first, second, , fourth] = all;
  const stale = await findInvitation(first?.token);
  await runInScope(withdrawn.as("tenant_admin"), "member:manage", (scope) =>
    withdrawInvitation(scope, { memberId: MemberId.parse(first?.memberId) }),
  );
  await admin`update directory.links set expires_at = clock_timestamp() where member_id = ${second?.memberId ?? ""}`;
  await admin`update directory.tenants set status = 'suspended' where id = ${suspended.tenantId}`;
  await admin`update directory.links set email = 'old.' || email where member_id = ${fourth?.memberId ?? ""}`;
  for (const { email, token, memberId } of all) {
    expect(await findInvitation(token)).toBeUndefined();
    await expect(acceptInvitation(token, typed, visitor)).rejects.toThrow("link.dead");
    expect(await accountRows(email)).toEqual([]);
    expect((await memberRow(memberId))?.status).not.toBe("active");
  }
  if (!stale) throw new Error("the invitation was open");
  await expect(join(first?.token ?? "", stale, "Ada", { passwordHash: "x" })).rejects.toThrow(
    "link.dead",
  );
  expect(await accountRows(first?.email ?? "")).toEqual([]);
});

test("whoever works in the clinic already does not join twice, and nothing is half done", async () => {
  const clinic = await newClinic();
  const person = await newWorker(0, "none");
  const held = newId();
  await admin`insert into directory.memberships (account_id, tenant_id, member_id)
    values (${person.accountId}, ${clinic.tenantId}, ${held})`;
  const { memberId, token } = await invited(clinic, person.email);
  const invitation = await findInvitation(token);
  if (!invitation) throw new Error("the invitation is open");
  await expect(join(token, invitation, "Ada", { accountId: person.accountId })).rejects.toThrow(
    "member.already-here",
  );
  expect(await findInvitation(token)).toBeDefined();
  expect(await memberRow(memberId)).toMatchObject({ status: "invited" });
});

test("a password that the clinic's name, the address or the person's name makes is refused", async () => {
  const clinic = await newClinic();
  const { token, email } = await invited(clinic);
  for (const guess of ["Test-Clinic-2026", "AdaKing-TestClinic", email.toUpperCase()])
    await expect(
      acceptInvitation(token, { ...typed, password: guess }, visitor),
    ).rejects.toMatchObject({
      issues: { password: [expect.any(String)] },
    });
  expect(await accountRows(email)).toEqual([]);
});

test("sign-in's role changes the standing of the invited alone, and no account that is set", async () => {
  const { inTenant } = await import("#db/tenant");
  const { sql } = await import("drizzle-orm");
  const person = await newWorker(1);
  const place = { tenantId: person.tenants[0] ?? "", memberId: person.members[0] ?? "" };
  const context = {
    tenantId: place.tenantId,
    actorId: place.memberId,
    role: "chartkeep_directory" as const,
  };
  for (const change of [
    `account_id = '${newId()}'`,
    "status = 'deactivated'",
    "display_name = 'Else'",
  ]) {
    const tried = inTenant(context, (tx) =>
      tx.execute(sql.raw(`update app.members set ${change} where id = '${place.memberId}'`)),
    );
    await expect(tried).rejects.toMatchObject({ cause: { code: "42501" } });
  }
});
