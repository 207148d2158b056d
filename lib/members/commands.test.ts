import { expect, test } from "vitest";
import { env } from "#lib/env";
import { newId } from "#lib/ids";
import { listInvitations } from "#lib/links/invitations";
import { listOutbox } from "#lib/mail/outbox";
import { runInScope } from "#lib/scope";
import { parseStrictly } from "#lib/strict-input";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import {
  inviteMember,
  resendInvitation,
  startPasswordReset,
  withdrawInvitation,
} from "./commands.ts";
import { InviteMember } from "./input.ts";

const draft = () => ({
  email: `${newId()}@example.test`,
  displayName: "Ada Byron",
  roles: ["biller" as const, "medical_assistant" as const],
});

const mailsTo = async (email: string) =>
  (await listOutbox(env().OUTBOX_FOLDER ?? "", 200)).filter(({ to }) => to === email);

const invite = (clinic: TestClinic, input: InviteMember) =>
  runInScope(clinic.as("tenant_admin"), "member:manage", (scope) => inviteMember(scope, input));

const memberRow = async (memberId: string) => {
  const [row] = await admin`select * from app.members where id = ${memberId}`;
  return row;
};

test("an invitation makes a member who cannot act, and mails one link", async () => {
  const clinic = await newClinic();
  const input = draft();
  const { memberId } = await invite(clinic, input);

  expect(await memberRow(memberId)).toMatchObject({
    status: "invited",
    account_id: null,
    email: input.email,
  });
  const roles =
    await admin`select role from app.member_roles where member_id = ${memberId} order by position`;
  expect(roles.map(({ role }) => role)).toEqual(input.roles);
  const mails = await mailsTo(input.email);
  expect(mails).toHaveLength(1);
  expect(mails[0]?.text).toMatch(/^Test Clinic has invited you/);
  expect(mails[0]?.text).toMatch(/http:\/\/localhost:3000\/invitation\/[A-Za-z0-9_-]{43}\n/);
  expect((await listInvitations(clinic.tenantId)).get(memberId)).toBe("sent");
  const events = await admin`select action from audit.events
    where tenant_id = ${clinic.tenantId} and action = 'member.invited'`;
  expect(events).toHaveLength(1);
});

test("an address is one member of a clinic, also when two invite it at once", async () => {
  const clinic = await newClinic();
  const input = draft();
  const results = await Promise.allSettled([invite(clinic, input), invite(clinic, input)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(invite(clinic, input)).rejects.toThrow("member.already-here");
  expect(await mailsTo(input.email)).toHaveLength(1);

  const elsewhere = await newClinic();
  await expect(invite(elsewhere, input)).resolves.toBeDefined();
});

test("an invitation sent again has another link, and the first is gone", async () => {
  const clinic = await newClinic();
  const input = draft();
  const { memberId } = await invite(clinic, input);
  await runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
    resendInvitation(scope, { memberId: memberId as never }),
  );
  const mails = await mailsTo(input.email);
  expect(new Set(mails.map(({ text }) => text)).size).toBe(2);
  const rows = await admin`select 1 from directory.links where member_id = ${memberId}`;
  expect(rows).toHaveLength(1);
});

test("a withdrawn invitation has no link, and the same address can be invited anew", async () => {
  const clinic = await newClinic();
  const input = draft();
  const { memberId } = await invite(clinic, input);
  await runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
    withdrawInvitation(scope, { memberId: memberId as never }),
  );
  expect(await memberRow(memberId)).toMatchObject({ status: "withdrawn" });
  expect((await listInvitations(clinic.tenantId)).get(memberId)).toBeUndefined();

  const again = await invite(clinic, { ...input, roles: ["prescriber"] });
  expect(again.memberId).toBe(memberId);
  const roles = await admin`select role from app.member_roles where member_id = ${memberId}`;
  expect(roles.map(({ role }) => role)).toEqual(["prescriber"]);
});

test("nobody else may, nothing is sent, and another clinic's member is not found", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  const input = draft();
  for (const role of ["medical_assistant", "prescriber", "biller"] as const) {
    const tried = runInScope(clinic.as(role), "member:manage", (scope) =>
      inviteMember(scope, input),
    );
    await expect(tried).rejects.toThrow("missing member:manage");
  }
  expect(await mailsTo(input.email)).toEqual([]);

  const { memberId } = await invite(other, input);
  for (const command of [resendInvitation, withdrawInvitation, startPasswordReset]) {
    const tried = runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
      command(scope, { memberId: memberId as never }),
    );
    await expect(tried).rejects.toThrow("member not found");
  }
  expect(await memberRow(memberId)).toMatchObject({ status: "invited" });
  expect(await mailsTo(input.email)).toHaveLength(1);
});

test("what is rolled back mails nothing", async () => {
  const clinic = await newClinic();
  const input = draft();
  const failed = runInScope(clinic.as("tenant_admin"), "member:manage", async (scope) => {
    await inviteMember(scope, input);
    throw new Error("later");
  });
  await expect(failed).rejects.toThrow("later");
  expect(await mailsTo(input.email)).toEqual([]);
  expect(await admin`select 1 from app.members where email = ${input.email}`).toEqual([]);
});

test("an administrator starts a reset: the mail goes to the member alone", async () => {
  const clinic = await newClinic();
  const email = `${newId()}@example.test`;
  const { accountId, memberId } = clinic.as("biller");
  await admin`insert into directory.accounts (id, email, password_hash) values (${accountId}, ${email}, 'x')`;
  const view = await runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
    startPasswordReset(scope, { memberId: memberId as never }),
  );
  expect(view).toBeUndefined();
  const [mail] = await mailsTo(email);
  expect(mail?.text).toMatch(/http:\/\/localhost:3000\/reset\/[A-Za-z0-9_-]{43}\n/);
});

test("the administrator's role can make nobody active, and take no account", async () => {
  const clinic = await newClinic();
  const actor = clinic.as("tenant_admin");
  const input = draft();
  const { memberId } = await invite(clinic, input);
  const sqlOf = (change: string) =>
    runInScope(actor, "member:manage", async (scope) => {
      const { sql } = await import("drizzle-orm");
      await scope.tx.execute(sql.raw(`update app.members set ${change} where id = '${memberId}'`));
    });
  await expect(sqlOf(`account_id = '${newId()}'`)).rejects.toMatchObject({
    cause: { code: "42501" },
  });
  await expect(sqlOf("status = 'active'")).rejects.toMatchObject({ cause: { code: "23514" } });
  await expect(sqlOf("email = 'other@example.test'")).rejects.toMatchObject({
    cause: { code: "42501" },
  });
});

test.each([
  { email: "a＠example.test" },
  { email: "a@example.test\r\nBcc: b@example.test" },
  { email: "a@example.test, b@example.test" },
  { email: "a b@example.test" },
  { email: "a@localhost" },
  { email: `${"a".repeat(65)}@example.test` },
  { displayName: "Ada\r\nByron" },
  { displayName: " " },
  { displayName: "x".repeat(121) },
  { roles: [] },
  { roles: ["owner"] },
  { roles: ["biller", "biller"] },
  { npi: "123" },
  { tenantId: newId() },
])("an invitation with %j is refused", (change) => {
  expect(parseStrictly(InviteMember, { ...draft(), ...change }).success).toBe(false);
});
