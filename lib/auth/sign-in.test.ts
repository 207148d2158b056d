import { expect, test } from "vitest";
import { admin } from "#lib/testing";
import { askEdge } from "./edge.ts";
import { chooseClinic } from "./sessions.ts";
import { look } from "./testing-person.ts";
import {
  csrf,
  findActor,
  newPerson,
  password,
  signedIn,
  signIn,
  tokenOf,
  trail,
} from "./testing-sign-in.ts";

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
