import { expect, test } from "vitest";
import { hashPassword } from "#lib/passwords/hashing";
import { admin } from "#lib/testing";
import { inClinic, newPerson as newTestPerson } from "#lib/testing-people";
import { askEdge, type Outcome } from "./edge.ts";
import { endAllSessions, endSession } from "./session-ends.ts";
import { findSession } from "./session-store.ts";
import { chooseClinic } from "./sessions.ts";
import { standingOf } from "./standing.ts";

const password = "correct horse battery staple";
let someHash: Promise<string> | undefined;
let addresses = 0;

/** A person with an account who is a member of `clinics` new clinics. Each test has its own, and an address of its own. */
async function newPerson(clinics = 1) {
  someHash ??= hashPassword(password);
  const person = await newTestPerson({ clinics, passwordHash: await someHash });
  addresses += 1;
  const visitor = {
    address: `192.0.2.${addresses}`,
    userAgent: "test",
    deviceCookie: undefined,
  };
  return { ...person, visitor };
}

type Person = Awaited<ReturnType<typeof newPerson>>;

async function csrf(visitor: Person["visitor"]) {
  const { response } = await askEdge("/csrf", { cookie: "" }, visitor);
  const { csrfToken } = (await response.json()) as { csrfToken: string };
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return { csrfToken, cookie };
}

async function signIn(person: Person, typed = password, email = person.email) {
  const { csrfToken, cookie } = await csrf(person.visitor);
  const form = new URLSearchParams({ csrfToken, email, password: typed });
  return askEdge("/callback/credentials", { cookie, form }, person.visitor);
}

function tokenOf(outcome: Outcome): string {
  if (outcome.kind !== "opened") throw new Error(`not opened: ${outcome.kind}`);
  return outcome.session.token;
}

const look = (token: string) => findSession(token, { isBackground: true });
const findActor = async (session: NonNullable<Awaited<ReturnType<typeof look>>>) => {
  const standing = await standingOf(session);
  return standing.kind === "open" ? standing.actor : undefined;
};
const signedIn = async (person: Person) => tokenOf((await signIn(person)).outcome);

async function trail(tenantId: string) {
  return admin<{ action: string; outcome: string; db_role: string; actor_id: string }[]>`
    select action, outcome, db_role, actor_id from audit.events
    where tenant_id = ${tenantId} and action not like 'row.%' order by seq`;
}

test("the right password opens a session in the one clinic, and the clinic's trail says so", async () => {
  const person = await newPerson();
  const { response, outcome } = await signIn(person);

  const token = tokenOf(outcome);
  const session = await look(token);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(session).toMatchObject({ stage: "signed_in", tenantId: person.tenants[0] });
  expect(session && (await findActor(session))).toMatchObject({
    displayName: "Test Person",
    roles: ["biller"],
  });

  const cookie = response.headers.getSetCookie().find((line) => line.startsWith("__Host-sid="));
  expect(cookie).toMatch(/; Path=\/;.*HttpOnly; Secure; SameSite=Lax$/);
  expect(cookie).not.toMatch(/Domain/i);
  const [event] = await trail(person.tenants[0] ?? "");
  expect(event).toMatchObject({
    action: "session.started",
    outcome: "success",
    actor_id: person.members[0],
  });
});

test("the database never holds a token, only its hash", async () => {
  const token = await signedIn(await newPerson());
  const rows = await admin`select * from directory.sessions`;
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("a wrong password opens nothing, and every clinic of the account learns of it", async () => {
  const person = await newPerson(2);
  const { outcome, response } = await signIn(person, "wrong horse");

  expect(outcome.kind).toBe("refused");
  expect(response.headers.getSetCookie().some((line) => line.startsWith("__Host-sid"))).toBe(false);
  for (const tenantId of person.tenants) {
    expect(await trail(tenantId)).toMatchObject([{ action: "session.refused", outcome: "denied" }]);
  }
});

test("an address nobody has gets the answer of a wrong password, after the same work", async () => {
  const person = await newPerson();
  const began = process.cpuUsage();
  const wrong = await signIn(person, "wrong horse");
  const between = process.cpuUsage();
  const unknown = await signIn(person, "wrong horse", "nobody@example.test");
  const ended = process.cpuUsage(between);

  expect(unknown.outcome).toEqual(wrong.outcome);
  expect(unknown.response.status).toBe(wrong.response.status);
  const said = ({ response }: typeof wrong) =>
    [...response.headers].filter(([name]) => name !== "set-cookie");
  expect(said(unknown)).toEqual(said(wrong));
  // Processor time, not the clock: a machine that is busy with other things changes nothing.
  expect(ended.user / (between.user - began.user)).toBeGreaterThan(0.5);
});

test("an address with characters that no account has is refused as a wrong password is", async () => {
  const person = await newPerson();
  for (const email of ["a\u0000b@example.test", "a\ufffdb\u0007@example.test"]) {
    const { outcome } = await signIn(person, password, email);
    expect(outcome).toEqual({ kind: "refused" });
  }
});

test("a clinic that is not theirs is not found, and the clinic they were in learns of the try", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  const session = await look(await signedIn(person));
  if (!session) throw new Error("no session");
  const [theirs = ""] = stranger.tenants;
  await expect(chooseClinic(session, theirs)).rejects.toThrow("clinic not found");
  expect((await trail(person.tenants[0] ?? "")).at(-1)).toMatchObject({
    action: "access.denied",
    outcome: "denied",
    actor_id: person.members[0],
  });
  expect(await trail(theirs)).toEqual([]);
});

test("without the CSRF token, or with another browser's, nobody is signed in", async () => {
  const person = await newPerson();
  const { cookie } = await csrf(person.visitor);
  const other = await csrf(person.visitor);
  const sent = { email: person.email, password };
  for (const form of [sent, { ...sent, csrfToken: other.csrfToken }]) {
    const { outcome } = await askEdge(
      "/callback/credentials",
      { cookie, form: new URLSearchParams(form) },
      person.visitor,
    );
    expect(outcome.kind).toBe("forged");
  }
  const rows = await admin`select from directory.sessions where account_id = ${person.accountId}`;
  expect(rows).toHaveLength(0);
});

test("members of several clinics choose one, and the token changes with the choice", async () => {
  const person = await newPerson(2);
  const stranger = await newPerson();
  const first = await signedIn(person);
  const choosing = await look(first);
  if (!choosing) throw new Error("no session");
  expect(choosing.stage).toBe("choosing");
  expect(await findActor(choosing)).toBeUndefined();

  await expect(chooseClinic(choosing, stranger.tenants[0] ?? "")).rejects.toThrow(
    "clinic not found",
  );
  const { token } = await chooseClinic(choosing, person.tenants[1] ?? "");

  expect(await look(first)).toBeUndefined();
  expect(await look(token)).toMatchObject({ stage: "signed_in", tenantId: person.tenants[1] });
  await expect(chooseClinic(choosing, person.tenants[0] ?? "")).rejects.toThrow("not found");
  expect(await trail(person.tenants[1] ?? "")).toMatchObject([
    { action: "session.started" },
    { action: "clinic.chosen" },
  ]);
  expect(await trail(person.tenants[0] ?? "")).toEqual([]);
});

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
