import { expect, test, vi } from "vitest";
import { openOutbox } from "#lib/mail/configured";
import { admin } from "#lib/testing";
import { inClinic, newPerson } from "#lib/testing-people";
import {
  acknowledgeDisplaced,
  listOwnSessions,
  revokeOtherSessions,
  revokeSession,
} from "./own-sessions.ts";
import { endAllSessions, endSession, lockSession } from "./session-ends.ts";
import { proveFactor } from "./session-proof.ts";
import { chooseClinic } from "./sessions.ts";
import { arrive, look, seen, trailOf } from "./testing-person.ts";

test("a person sees their own sessions and no other, in words and without a token", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  await arrive(stranger);
  await arrive(person, "Mozilla/5.0 (Windows NT 10.0) Chrome/142.0");
  const here = await seen((await arrive(person)).token);

  const own = await listOwnSessions(here);
  expect(own).toMatchObject([
    { isThis: true, browser: "Firefox on Linux", clinic: "Test Clinic", address: "192.0.2.7" },
    { isThis: false, browser: "Chrome on Windows", isLocked: false, isPending: false },
  ]);
  expect(JSON.stringify(own)).not.toMatch(/[A-Za-z0-9_-]{43}/);
});

test("one session is ended by its owner, with an event in the clinic that it was open in", async () => {
  const person = await newPerson({ clinics: 2 });
  const [one = "", two = ""] = person.tenants;
  const there = await chooseClinic(await seen((await arrive(person)).token), one);
  const here = await seen(
    (await chooseClinic(await seen((await arrive(person)).token), two)).token,
  );
  const other = await seen(there.token);

  await revokeSession(here, other.id);
  expect(await look(there.token)).toBeUndefined();
  expect((await trailOf(one)).at(-1)).toMatchObject({
    action: "session.revoked",
    entity_id: other.id,
    actor_id: person.members[0],
  });
  expect((await trailOf(two)).map(({ action }) => action)).not.toContain("session.revoked");
  await expect(revokeSession(here, other.id)).rejects.toThrow("session not found");
  await expect(revokeSession(here, here.id)).rejects.toThrow("session not found");
});

test("nobody ends a session of somebody else", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  const theirs = await arrive(stranger);
  const here = await seen((await arrive(person)).token);
  await expect(revokeSession(here, (await seen(theirs.token)).id)).rejects.toThrow(
    "session not found",
  );
  const forged = { ...(await seen(theirs.token)), accountId: person.accountId };
  expect(await endSession(forged)).toBe(false);
  expect(await revokeOtherSessions(here)).toBe(0);
  expect(await look(theirs.token)).toBeDefined();
});

test("a session that was given a new token a moment ago is ended all the same", async () => {
  const person = await newPerson();
  const session = await seen((await arrive(person)).token);
  const [proved] = await Promise.all([proveFactor(session, 2), lockSession(session)]);
  const again = await proveFactor(await seen(proved?.token ?? ""), 2);
  await endSession(session);
  expect(await look(again?.token ?? "")).toBeUndefined();
});

test("all others are ended and this one goes on; what the epoch has ended is not shown any more", async () => {
  const person = await newPerson();
  const tokens = [];
  for (let count = 0; count < 3; count += 1) tokens.push((await arrive(person)).token);
  const here = await seen(tokens[2] ?? "");
  expect(await revokeOtherSessions(here)).toBe(2);
  expect(await look(tokens[0] ?? "")).toBeUndefined();
  expect(await listOwnSessions(here)).toHaveLength(1);

  await inClinic(
    person.tenants[0] ?? "",
    (tx) => tx`update app.members set epoch = epoch + 1 where id = ${person.members[0] ?? ""}`,
  );
  expect(await listOwnSessions(here)).toEqual([]);
  await endAllSessions(person.accountId);
  expect(await look(tokens[2] ?? "")).toBeUndefined();
});

test("the sixth session ends the oldest: the person is told on the page and by mail, and its clinic has it on record", async () => {
  const person = await newPerson();
  const first = await arrive(person, "Mozilla/5.0 (iPad; CPU OS 19_0) CriOS/142.0");
  const oldest = await seen(first.token);
  for (let count = 0; count < 4; count += 1) await arrive(person);
  const sixth = await seen((await arrive(person)).token);

  expect(await look(first.token)).toBeUndefined();
  expect(sixth.displaced).toBe("Chrome on iPad");
  expect((await trailOf(person.tenants[0] ?? "")).at(-1)).toMatchObject({
    action: "session.displaced",
    entity_id: oldest.id,
  });
  await vi.waitFor(async () => {
    const mails = (await openOutbox())?.filter(({ to }) => to === person.email) ?? [];
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain("Chrome on iPad");
  });
  const next = await proveFactor(sixth, 2);
  expect((await seen(next?.token ?? "")).displaced).toBe("Chrome on iPad");
  await acknowledgeDisplaced(sixth);
  expect((await seen(next?.token ?? "")).displaced).toBeNull();
});

test("sessions that are over already push nobody out", async () => {
  const person = await newPerson();
  const old = await arrive(person);
  for (let count = 0; count < 4; count += 1) await arrive(person);
  await admin`update directory.sessions set last_seen_at = now() - interval '20 minutes'
    where account_id = ${person.accountId} and id <> ${(await seen(old.token)).id}`;
  const next = await seen((await arrive(person)).token);
  expect(next.displaced).toBeNull();
  expect(await look(old.token)).toBeDefined();
});
