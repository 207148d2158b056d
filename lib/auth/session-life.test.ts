import { expect, test } from "vitest";
import { admin } from "#lib/testing";
import { inClinic } from "#lib/testing-people";
import { endAllSessions, endSession } from "./session-ends.ts";
import { findSession } from "./session-store.ts";
import { look } from "./testing-person.ts";
import { findActor, newPerson, signedIn, signIn, trail } from "./testing-sign-in.ts";

test("signing out ends the session and is in the trail", async () => {
  const person = await newPerson();
  const token = await signedIn(person);
  const session = await look(token);
  if (!session) throw new Error("no session");
  await endSession(session);
  await endSession(session);

  expect(await look(token)).toBeUndefined();
  const actions = (await trail(person.tenants[0] ?? "")).map(({ action }) => action);
  expect(actions).toEqual(["session.started", "session.ended"]);
});

const aged: readonly [string, string][] = [
  ["idle for fifteen minutes", "last_seen_at = now() - interval '15 minutes'"],
  [
    "twelve hours old, however busy",
    "created_at = now() - interval '12 hours', last_seen_at = now()",
  ],
];

test.each(aged)("a session that is %s has ended", async (_what, change) => {
  const person = await newPerson();
  const token = await signedIn(person);
  await admin.unsafe(
    `update directory.sessions set ${change} where account_id = '${person.accountId}'`,
  );
  expect(await findSession(token, { isBackground: false })).toBeUndefined();
});

test("a minute before the idle limit a session is alive; only what a person does keeps it so", async () => {
  const person = await newPerson();
  const token = await signedIn(person);
  await admin`update directory.sessions set last_seen_at = now() - interval '14 minutes'
    where account_id = ${person.accountId}`;

  const polled = await findSession(token, { isBackground: true });
  const again = await findSession(token, { isBackground: true });
  const visited = await findSession(token, { isBackground: false });

  expect(polled?.idleSeconds).toBeLessThanOrEqual(60);
  expect(again?.idleSeconds).toBeLessThanOrEqual(60);
  expect(visited?.idleSeconds).toBe(15 * 60);
});

test("raising the epoch of an account ends all of its sessions", async () => {
  const person = await newPerson();
  const [one, two] = [await signedIn(person), await signedIn(person)];
  await admin`update directory.accounts set epoch = epoch + 1 where id = ${person.accountId}`;
  expect(await look(one)).toBeUndefined();
  const three = await signedIn(person);
  await endAllSessions(person.accountId);
  expect(await look(two)).toBeUndefined();
  expect(await look(three)).toBeUndefined();
});

test("a disabled account, a suspended clinic and a deactivated member have no session", async () => {
  const [disabled, suspended, deactivated] = [
    await newPerson(),
    await newPerson(),
    await newPerson(),
  ];
  const tokens = [];
  for (const person of [disabled, suspended, deactivated]) tokens.push(await signedIn(person));
  await admin`update directory.accounts set status = 'disabled' where id = ${disabled.accountId}`;
  await admin`update directory.tenants set status = 'suspended' where id = ${suspended.tenants[0] ?? ""}`;
  await inClinic(
    deactivated.tenants[0] ?? "",
    (tx) =>
      tx`update app.members set status = 'deactivated' where id = ${deactivated.members[0] ?? ""}`,
  );

  for (const token of tokens) {
    const session = await look(token);
    expect(session && (await findActor(session))).toBeUndefined();
  }
  expect((await signIn(disabled)).outcome.kind).toBe("refused");
  expect((await signIn(suspended)).outcome.kind).toBe("suspended");
  expect((await signIn(deactivated)).outcome.kind).toBe("no-clinic");
});

test("a role that is taken away is gone with the next request", async () => {
  const person = await newPerson();
  const session = await look(await signedIn(person));
  await inClinic(
    person.tenants[0] ?? "",
    (tx) => tx`delete from app.member_roles where member_id = ${person.members[0] ?? ""}`,
  );
  expect(session && (await findActor(session))?.roles).toEqual([]);
});

test("a sixth session of one account ends the oldest", async () => {
  const person = await newPerson();
  const tokens = [];
  for (let count = 0; count < 6; count += 1) tokens.push(await signedIn(person));
  const alive = await Promise.all(tokens.map(look));
  expect(alive.map((session) => session !== undefined)).toEqual([
    false,
    true,
    true,
    true,
    true,
    true,
  ]);
});

test.each(["", "x", "'; drop table directory.sessions; --", "A".repeat(43), "é".repeat(43)])(
  "a cookie of %j is nobody's",
  async (token) => expect(await look(token)).toBeUndefined(),
);
