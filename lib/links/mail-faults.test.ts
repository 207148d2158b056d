import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { MemberId, newId } from "#lib/ids";
import { describeError, log } from "#lib/log";
import { startMailServer, type TestMailServer } from "#lib/mail/testing-server";
import { inviteMember, resendInvitation, startPasswordReset } from "#lib/members/commands";
import { tellOfChange } from "#lib/passwords/change-mail";
import { sendAskedReset } from "#lib/passwords/reset-mail";
import { runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { listInvitations } from "./invitations.ts";
import { newWorker } from "./testing-worker.ts";

// This file's mail goes to a real server, which comes and goes.
const plain = { hideSTARTTLS: true };
let server: TestMailServer;
beforeAll(async () => {
  server = await startMailServer(plain);
  Object.assign(process.env, {
    MAIL_PROVIDER: "smtp",
    SMTP_URL: `smtp://127.0.0.1:${server.port}`,
    MAIL_FROM: "no-reply@clinic.example",
  });
});
afterAll(() => server.stop());

/** Runs `work` while the mail server is gone, and returns what was logged meanwhile, as the log writes it. */
async function withoutServer(work: () => Promise<void>): Promise<string> {
  const { port } = server;
  await server.stop();
  const logged = vi.spyOn(log, "error").mockImplementation(() => undefined);
  try {
    await work();
    return JSON.stringify(
      logged.mock.calls.map(([fields, ...rest]) => [
        describeError((fields as { err: unknown }).err),
        rest,
      ]),
    );
  } finally {
    logged.mockRestore();
    server = await startMailServer(plain, port);
  }
}

const linksOf = (accountId: string) =>
  admin<
    { sent: boolean; used: boolean }[]
  >`select sent_at is not null as sent, used_at is not null as used
    from directory.links where account_id = ${accountId}`;

test("a reset while the mail server is gone fails quietly, is logged without whom, and can be asked for again", async () => {
  const person = await newWorker(1);
  const said = await withoutServer(() => sendAskedReset(person.email, undefined));
  expect(said).toContain("a mail was not sent");
  expect(said).not.toContain(person.email);
  expect(said).not.toMatch(/[A-Za-z0-9_-]{43}/);
  expect(await linksOf(person.accountId)).toEqual([{ sent: false, used: false }]);

  await sendAskedReset(person.email, undefined);
  expect(server.received.map(({ to }) => to)).toEqual([[person.email]]);
  expect(await linksOf(person.accountId)).toEqual([{ sent: true, used: false }]);
});

test("an invitation stays without its mail, says so, and is sent again", async () => {
  const clinic = await newClinic();
  const email = `${newId()}@example.test`;
  const admits = clinic.as("tenant_admin");
  const manage = <View>(work: Parameters<typeof runInScope<View>>[2]) =>
    runInScope(admits, "member:manage", work);
  let memberId = "";
  const said = await withoutServer(async () => {
    ({ memberId } = await manage((scope) =>
      inviteMember(scope, { email, displayName: "Ada Byron", roles: ["biller"] }),
    ));
    const again = manage((scope) =>
      resendInvitation(scope, { memberId: MemberId.parse(memberId) }),
    );
    await expect(again).rejects.toMatchObject({ name: "Unavailable" });
  });
  expect(said).not.toContain(email);
  expect((await listInvitations(clinic.tenantId)).get(memberId)).toBe("not-sent");

  await manage((scope) => resendInvitation(scope, { memberId: MemberId.parse(memberId) }));
  expect((await listInvitations(clinic.tenantId)).get(memberId)).toBe("sent");
  expect(server.received.some(({ to }) => to.includes(email))).toBe(true);
});

test("an administrator who starts a reset is told that no mail left, and of too many", async () => {
  const clinic = await newClinic();
  const { accountId, memberId } = clinic.as("biller");
  const email = `${accountId}@example.test`;
  await admin`insert into directory.accounts (id, email, password_hash) values (${accountId}, ${email}, 'x')`;
  const reset = () =>
    runInScope(clinic.as("tenant_admin"), "member:manage", (scope) =>
      startPasswordReset(scope, { memberId: MemberId.parse(memberId) }),
    );
  await withoutServer(() => expect(reset()).rejects.toMatchObject({ name: "Unavailable" }));
  for (let count = 0; count < 4; count += 1) await reset();
  await expect(reset()).rejects.toMatchObject({ name: "RateLimited" });
  expect(server.received.filter(({ to }) => to.includes(email))).toHaveLength(4);
});

test("a changed password that cannot be told stays changed, and is logged without whom", async () => {
  const said = await withoutServer(() => tellOfChange("ada@example.test"));
  expect(said).toContain("a changed password was not told");
  expect(said).not.toContain("ada");
});
