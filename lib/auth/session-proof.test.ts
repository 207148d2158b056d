import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { admin } from "#lib/testing";
import { inClinic, newPerson, type TestPerson } from "#lib/testing-people";
import { lockSession } from "./session-ends.ts";
import { proveFactor } from "./session-proof.ts";
import { standingOf } from "./standing.ts";
import { arrive, look, seen, trailOf } from "./testing-person.ts";

/** Gives an account a one-time code, as if it had been enrolled. */
const enrol = ({ accountId }: TestPerson) => admin`insert into directory.totp_factors
  (account_id, seed_wrapped, wrapped_by, confirmed_at) values (${accountId}, '\\x00', 'nobody', now())`;

const kindOf = async (token: string) => (await standingOf(await seen(token))).kind;
const actions = async (tenantId = "") => (await trailOf(tenantId)).map(({ action }) => action);

async function proved(token: string, assurance: 1 | 2 | 3 = 2): Promise<string> {
  const opened = await proveFactor(await seen(token), assurance);
  if (!opened) throw new Error("no clinic is open");
  return opened.token;
}

test("a session that owes its factor goes on into the clinic under a new token, and the old one is dead", async () => {
  const person = await newPerson();
  await enrol(person);
  const { token, stage } = await arrive(person);
  expect(stage).toBe("pending_factor");
  expect(await kindOf(token)).toBe("pending");
  expect(await actions(person.tenants[0])).toEqual([]);

  const next = await proved(token);
  expect(await look(token)).toBeUndefined();
  expect(await seen(next)).toMatchObject({ stage: "signed_in", assurance: 2, provedSeconds: 1 });
  expect(await kindOf(next)).toBe("open");
  expect(await actions(person.tenants[0])).toEqual(["session.started"]);
});

test("with several clinics it goes on to the choice of one", async () => {
  const person = await newPerson({ clinics: 2 });
  await enrol(person);
  const next = await proved((await arrive(person)).token);
  expect(await kindOf(next)).toBe("choosing");
});

test("a proof lifts the lock, counts as fresh, and never lowers what was shown before", async () => {
  const person = await newPerson();
  const strong = await proved((await arrive(person)).token, 3);
  await lockSession(await seen(strong));
  expect(await kindOf(strong)).toBe("locked");
  await admin`update directory.sessions set authenticated_at = now() - interval '10 minutes'
    where account_id = ${person.accountId}`;
  expect((await seen(strong)).provedSeconds).toBeGreaterThan(599);

  const next = await proved(strong, 1);
  expect(await look(strong)).toBeUndefined();
  expect(await seen(next)).toMatchObject({ isLocked: false, assurance: 3 });
  expect((await seen(next)).provedSeconds).toBeLessThan(5);
  expect(await kindOf(next)).toBe("open");
  expect(await actions(person.tenants[0])).toEqual([
    "session.started",
    "session.proved",
    "session.locked",
    "session.unlocked",
  ]);
});

test("a proof revives neither a member whose epoch was raised nor a session past its limits", async () => {
  const person = await newPerson();
  const { token } = await arrive(person);
  const [tenantId = "", memberId = ""] = [person.tenants[0], person.members[0]];
  await inClinic(
    tenantId,
    (tx) => tx`update app.members set epoch = epoch + 1 where id = ${memberId}`,
  );
  expect(await kindOf(token)).toBe("ended");
  const next = await proved(token);
  expect(await kindOf(next)).toBe("ended");

  const session = await seen(next);
  await admin`update directory.sessions set last_seen_at = now() - interval '15 minutes'
    where account_id = ${person.accountId}`;
  await expect(proveFactor(session, 2)).rejects.toThrow("session not found");
});

test("of two proofs of one session at once, one goes on", async () => {
  const person = await newPerson();
  const session = await seen((await arrive(person)).token);
  const both = await Promise.allSettled([proveFactor(session, 2), proveFactor(session, 2)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const rows = await admin`select from directory.sessions where account_id = ${person.accountId}`;
  expect(rows).toHaveLength(1);
});

test("a clinic that asks for more is owed it, by the strictest rule over any role of the member", async () => {
  const person = await newPerson();
  const [tenantId = "", memberId = ""] = [person.tenants[0], person.members[0]];
  const { token } = await arrive(person);
  await inClinic(tenantId, async (tx) => {
    await tx`insert into app.member_roles (tenant_id, member_id, role, position)
      values (${tenantId}, ${memberId}, 'tenant_admin', 2)`;
    await tx`insert into app.sign_in_rules (tenant_id, role, assurance)
      values (${tenantId}, 'biller', 2), (${tenantId}, 'tenant_admin', 3), (${tenantId}, 'prescriber', 1)`;
  });
  expect(await standingOf(await seen(token))).toMatchObject({ kind: "owing", required: 3 });
  const coded = await proved(token, 2);
  expect(await kindOf(coded)).toBe("owing");
  expect(await kindOf(await proved(coded, 3))).toBe("open");
});

test("whoever knows a password alone pushes nobody out", async () => {
  const person = await newPerson();
  const open = [];
  for (let count = 0; count < 5; count += 1) open.push((await arrive(person)).token);
  await enrol(person);
  for (let count = 0; count < 7; count += 1) await arrive(person);

  expect(await Promise.all(open.map(async (token) => (await look(token)) !== undefined))).toEqual(
    Array(5).fill(true),
  );
  const [pending] = await admin`select count(*)::int as count from directory.sessions
    where account_id = ${person.accountId} and stage = 'pending_factor'`;
  expect(pending?.count).toBe(5);
});

test("a session that nobody opened is proved by nobody", async () => {
  const session = await seen((await arrive(await newPerson())).token);
  const other = { ...session, id: newId(), hash: new Uint8Array(32) };
  await expect(proveFactor(other, 3)).rejects.toThrow("session not found");
});
