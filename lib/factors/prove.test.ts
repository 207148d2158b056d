import { generateSync } from "otplib";
import { expect, test } from "vitest";
import { proveFactor } from "#lib/auth/session-proof";
import { renewSession } from "#lib/auth/session-renewal";
import type { LiveSession } from "#lib/auth/session-store";
import { standingOf } from "#lib/auth/standing";
import { look } from "#lib/auth/testing-person";
import { env } from "#lib/env";
import { RateLimited } from "#lib/errors";
import { listOutbox } from "#lib/mail/outbox";
import { hashPassword } from "#lib/passwords/hashing";
import { admin } from "#lib/testing";
import { inClinic, newPerson, type TestPerson } from "#lib/testing-people";
import { makeRecoveryCodes, removeFactor, renamePasskey } from "./changes.ts";
import { listFactors } from "./list.ts";
import { addPasskey, passkeyToAdd } from "./passkey-adding.ts";
import { passkeyToProve } from "./passkey-proving.ts";
import { checkProof, meansOf, requireShownFactor } from "./prove.ts";
import { resetFactors } from "./reset.ts";
import { newAuthenticator } from "./testing-authenticator.ts";
import { arrive, factorEvents } from "./testing-person.ts";
import { beginTotp, confirmTotp } from "./totp-factor.ts";

const codeNow = async (typed: string) => {
  const [row] = await admin<{ now: number }[]>`
    select floor(extract(epoch from clock_timestamp()))::int as now`;
  return generateSync({ secret: typed, epoch: row?.now ?? 0 });
};

async function withApp(person: TestPerson) {
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  const { codes } = await confirmTotp(session, await codeNow(typed));
  await admin`update directory.totp_factors set last_step = 0 where account_id = ${person.accountId}`;
  return { session, typed, codes };
}

async function addKey(session: LiveSession, label: string) {
  const authenticator = newAuthenticator(env().APP_ORIGIN);
  const { challenge } = await passkeyToAdd(session);
  await addPasskey(session, { label, response: authenticator.register(challenge) });
  return authenticator;
}

const asks = (person: TestPerson, assurance: number) =>
  inClinic(
    person.tenants[0] ?? "",
    (tx) => tx`insert into app.sign_in_rules (tenant_id, role, assurance)
      values (${person.tenants[0] ?? ""}, 'biller', ${assurance})`,
  );

const answer = async (work: Promise<unknown>) =>
  work.then(
    () => "right",
    (error: unknown) =>
      error instanceof RateLimited ? "waiting" : (error as { code: string }).code,
  );

test("a code of the app takes a half-signed-in session into the clinic, under a new token", async () => {
  const person = await newPerson();
  const { typed } = await withApp(person);
  const session = await arrive(person);
  expect((await standingOf(session)).kind).toBe("pending");

  const { assurance } = await checkProof(session, { by: "code", code: await codeNow(typed) });
  const opened = await proveFactor(session, assurance);

  expect(opened?.stage).toBe("signed_in");
  const proved = await look(opened?.token ?? "");
  expect(proved && (await standingOf(proved)).kind).toBe("open");
  expect(proved?.assurance).toBe(2);
  expect(
    await admin`select from directory.sessions where token_hash = ${session.hash}`,
  ).toHaveLength(0);
});

test("of thirty wrong codes at once five are looked at, and the right one then waits", async () => {
  const person = await newPerson();
  const { typed } = await withApp(person);
  const session = await arrive(person);
  const right = await codeNow(typed);
  const code = right === "000000" ? "000001" : "000000";

  const answers = await Promise.all(
    Array.from({ length: 30 }, () => answer(checkProof(session, { by: "code", code }))),
  );
  expect(answers.filter((each) => each === "FACTOR_WRONG")).toHaveLength(5);
  expect(answers.filter((each) => each === "waiting")).toHaveLength(25);
  expect(await answer(checkProof(session, { by: "code", code: right }))).toBe("waiting");
});

test("over all sessions of an account ten wrong codes an hour are looked at, while passkeys go on", async () => {
  const person = await newPerson();
  const { session: first } = await withApp(person);
  const authenticator = await addKey(first, "Laptop");
  const answers: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const session = await arrive(person);
    for (let tries = 0; tries < 5; tries += 1)
      answers.push(await answer(checkProof(session, { by: "recovery", code: "x" })));
  }
  expect(answers.filter((each) => each === "FACTOR_WRONG")).toHaveLength(10);

  const session = await arrive(person);
  const response = authenticator.assert((await passkeyToProve(session)).challenge);
  expect(await answer(checkProof(session, { by: "passkey", response }))).toBe("right");
});

test("a recovery code counts once, whoever sends it at once, and every clinic learns of it", async () => {
  const person = await newPerson({ clinics: 2 });
  const { codes } = await withApp(person);
  const [code = "", other = ""] = codes;
  const sessions = [await arrive(person), await arrive(person), await arrive(person)];

  const answers = await Promise.all(
    sessions.map((session) => answer(checkProof(session, { by: "recovery", code }))),
  );
  expect(answers.sort()).toEqual(["FACTOR_WRONG", "FACTOR_WRONG", "right"]);
  const proof = await checkProof(await arrive(person), { by: "recovery", code: other });
  expect(proof).toEqual({ assurance: 2, codesLeft: 8 });
  for (const tenantId of person.tenants) {
    const events = await factorEvents(tenantId);
    expect(events.filter((action) => action === "recovery-code.used")).toHaveLength(2);
  }
});

test("a recovery code of one person is none of another's", async () => {
  const [one, other] = [await newPerson(), await newPerson()];
  const { codes } = await withApp(one);
  await withApp(other);
  const session = await arrive(other);

  expect(await answer(checkProof(session, { by: "recovery", code: codes[0] ?? "" }))).toBe(
    "FACTOR_WRONG",
  );
  expect((await listFactors(await arrive(one))).codesLeft).toBe(10);
});

test("a password proves who is there only for somebody without a factor", async () => {
  const password = "correct horse battery staple";
  const person = await newPerson({ passwordHash: await hashPassword(password) });
  const session = await arrive(person);
  expect(await meansOf(session)).toMatchObject({ hasPassword: true, hasTotp: false });
  expect((await checkProof(session, { by: "password", password })).assurance).toBe(1);
  expect(await answer(checkProof(session, { by: "password", password: "wrong" }))).toBe(
    "FACTOR_WRONG",
  );

  await withApp(person);
  const pending = await arrive(person);
  expect(await answer(checkProof(pending, { by: "password", password }))).toBe("FACTOR_WRONG");
  expect(await meansOf(pending)).toMatchObject({ hasPassword: false, hasRecoveryCodes: true });
});

test("factors are changed only after one was shown, never by a password alone", async () => {
  const person = await newPerson();
  const weak = await arrive(person);
  await withApp(person);

  await expect(requireShownFactor({ ...weak, assurance: 1 })).rejects.toMatchObject({
    code: "REAUTH",
  });
  await requireShownFactor({ ...weak, assurance: 2 });
  await requireShownFactor(await arrive(await newPerson()));
});

test("the last factor that a clinic asks for stays, also when two are removed at once", async () => {
  const person = await newPerson();
  const { session } = await withApp(person);
  const { id } = await addKey(session, "Laptop");
  await asks(person, 2);

  const both = await Promise.all([
    answer(removeFactor(session, { kind: "totp" })),
    answer(removeFactor(session, { kind: "passkey", credentialId: id })),
  ]);
  expect(both.sort()).toEqual(["FACTOR_REQUIRED", "right"]);
});

test("where a clinic asks for a passkey, the last passkey stays and the app may go", async () => {
  const person = await newPerson({ clinics: 2 });
  const { session } = await withApp(person);
  const { id } = await addKey(session, "Laptop");
  await asks(person, 3);

  expect(await answer(removeFactor(session, { kind: "passkey", credentialId: id }))).toBe(
    "FACTOR_REQUIRED",
  );
  expect(await answer(removeFactor(session, { kind: "totp" }))).toBe("right");
  expect(await listFactors(session)).toMatchObject({ totpSince: null, codesLeft: 10, required: 3 });
});

test("with the last factor the recovery codes go; nobody removes or renames what is not theirs", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  const { session } = await withApp(person);
  const { id } = await addKey((await withApp(stranger)).session, "Theirs");

  const remove = removeFactor(session, { kind: "passkey", credentialId: id });
  await expect(remove).rejects.toThrow("not found");
  const rename = renamePasskey(session, { credentialId: id, label: "Mine" });
  await expect(rename).rejects.toThrow("not found");
  await removeFactor(session, { kind: "totp" });
  expect(await listFactors(session)).toMatchObject({ totpSince: null, codesLeft: 0 });
  expect((await arrive(person)).stage).toBe("signed_in");
  expect(await listFactors(await arrive(stranger))).toMatchObject({
    passkeys: [{ label: "Theirs" }],
  });
});

test("new recovery codes make the old ones worth nothing; a renewed session has another token and no fresher proof", async () => {
  const person = await newPerson();
  const { session, codes } = await withApp(person);
  const fresh = await makeRecoveryCodes(session);
  const pending = await arrive(person);

  expect(await answer(checkProof(pending, { by: "recovery", code: codes[0] ?? "" }))).toBe(
    "FACTOR_WRONG",
  );
  expect(await answer(checkProof(pending, { by: "recovery", code: fresh.codes[0] ?? "" }))).toBe(
    "right",
  );
  await admin`update directory.sessions set authenticated_at = clock_timestamp() - interval '4 minutes'
    where token_hash = ${session.hash}`;
  const { token } = await renewSession(session);
  expect((await look(token))?.provedSeconds).toBeGreaterThanOrEqual(240);
  expect(
    await admin`select from directory.sessions where token_hash = ${session.hash}`,
  ).toHaveLength(0);
});

test("an admin resets the factors of a member of this clinic alone, and of nobody who works elsewhere too", async () => {
  const [person, both] = [await newPerson(), await newPerson({ clinics: 2 })];
  await withApp(person);
  await withApp(both);
  const asAdmin = async ({ tenants, members }: TestPerson) => {
    const standing = await standingOf(await arrive(await newPerson()));
    if (standing.kind !== "open") throw new Error("not open");
    const actor = { ...standing.actor, tenantId: tenants[0] ?? "" };
    return { actor, memberId: members[0] ?? "" };
  };

  const own = await asAdmin(person);
  await resetFactors(own.actor, own.memberId);
  expect((await arrive(person)).stage).toBe("signed_in");
  expect(await factorEvents(person.tenants[0] ?? "")).toContain("factors.reset");
  const mails = await listOutbox(env().OUTBOX_FOLDER ?? "");
  const mail = mails.find(({ to }) => to === `${person.accountId}@example.test`);
  expect(mail).toMatchObject({ text: expect.stringContaining("took your second factors away") });

  const shared = await asAdmin(both);
  await expect(resetFactors(shared.actor, shared.memberId)).rejects.toMatchObject({
    code: "factors.other-clinics",
  });
  expect((await arrive(both)).stage).toBe("pending_factor");
  await expect(resetFactors(own.actor, shared.memberId)).rejects.toThrow("not found");
  await expect(
    resetFactors({ ...own.actor, memberId: own.memberId }, own.memberId),
  ).rejects.toMatchObject({ code: "factors.own" });
});
