import { expect, test } from "vitest";
import type { LiveSession } from "#lib/auth/session-store";
import { env } from "#lib/env";
import { admin } from "#lib/testing";
import { newPerson, type TestPerson } from "#lib/testing-people";
import { addPasskey, passkeyToAdd } from "./passkey-adding.ts";
import { passkeyToProve } from "./passkey-proving.ts";
import { checkProof } from "./prove.ts";
import { type Departure, newAuthenticator } from "./testing-authenticator.ts";
import { arrive, factorEvents } from "./testing-person.ts";

async function withPasskey(person: TestPerson) {
  const session = await arrive(person);
  const authenticator = newAuthenticator(env().APP_ORIGIN);
  const { challenge } = await passkeyToAdd(session);
  const response = authenticator.register(challenge);
  const { codes } = await addPasskey(session, { label: "Laptop", response });
  return { session, authenticator, codes };
}

const stored = (accountId: string) => admin<{ counter: number; label: string }[]>`
  select counter::int, label from directory.passkeys where account_id = ${accountId}`;

const signed = (
  session: LiveSession,
  response: ReturnType<ReturnType<typeof newAuthenticator>["assert"]>,
) => checkProof(session, { by: "passkey", response });

test("a passkey is made, and proves who is there; the challenge has 32 bytes", async () => {
  const person = await newPerson({ clinics: 2 });
  const { authenticator, codes } = await withPasskey(person);
  const session = await arrive(person);
  const { challenge, userVerification } = await passkeyToProve(session);

  expect(codes).toHaveLength(10);
  expect(session.stage).toBe("pending_factor");
  expect(Buffer.from(challenge, "base64url")).toHaveLength(32);
  expect(userVerification).toBe("required");
  expect(await signed(session, authenticator.assert(challenge))).toEqual({
    assurance: 3,
    codesLeft: null,
  });
  expect(await stored(person.accountId)).toEqual([{ counter: 2, label: "Laptop" }]);
  for (const tenantId of person.tenants)
    expect(await factorEvents(tenantId)).toEqual(["factor.added"]);
});

const departures: readonly [string, Departure][] = [
  ["another origin", { origin: "https://evil.example" }],
  ["a page beside ours", { origin: `${env().APP_ORIGIN}.evil.example` }],
  ["another site's id", { rpId: "evil.example" }],
  ["a person who was not verified", { isVerified: false }],
  ["the other ceremony", { type: "webauthn.create" }],
];

test.each(departures)(
  "what a passkey signed for %s is refused and recorded, and uses the challenge up",
  async (_what, departure) => {
    const person = await newPerson();
    const { authenticator } = await withPasskey(person);
    const session = await arrive(person);
    const { challenge } = await passkeyToProve(session);

    await expect(signed(session, authenticator.assert(challenge, departure))).rejects.toMatchObject(
      {
        status: 400,
        code: "FACTOR_WRONG",
      },
    );
    await expect(signed(session, authenticator.assert(challenge))).rejects.toMatchObject({
      status: 400,
    });
    expect(await stored(person.accountId)).toMatchObject([{ counter: 1 }]);
    expect(await factorEvents(person.tenants[0] ?? "")).toEqual([
      "factor.added",
      "factor.refused",
      "factor.refused",
    ]);
  },
);

test.each(departures.filter(([what]) => what !== "the other ceremony"))(
  "a passkey made for %s is not kept",
  async (_what, departure) => {
    const person = await newPerson();
    const session = await arrive(person);
    const authenticator = newAuthenticator(env().APP_ORIGIN);
    const { challenge } = await passkeyToAdd(session);

    const response = authenticator.register(challenge, departure);
    await expect(addPasskey(session, { label: "x", response })).rejects.toMatchObject({
      status: 400,
    });
    expect(await stored(person.accountId)).toEqual([]);
    expect(await factorEvents(person.tenants[0] ?? "")).toEqual([]);
  },
);

test("an answer counts once, in its time, for its session, its person and its purpose", async () => {
  const [person, stranger] = [await newPerson(), await newPerson()];
  const { authenticator } = await withPasskey(person);
  const theirs = (await withPasskey(stranger)).authenticator;
  const [session, second] = [await arrive(person), await arrive(person)];
  const foreign = await arrive(stranger);

  const once = authenticator.assert((await passkeyToProve(session)).challenge);
  const answers = await Promise.allSettled(Array.from({ length: 12 }, () => signed(session, once)));
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);

  const swapped = authenticator.assert((await passkeyToProve(session)).challenge);
  await expect(signed(second, swapped)).rejects.toMatchObject({ status: 400 });
  await expect(signed(foreign, swapped)).rejects.toMatchObject({ status: 400 });
  await expect(
    signed(session, theirs.assert((await passkeyToProve(session)).challenge)),
  ).rejects.toMatchObject({ status: 400 });

  const late = authenticator.assert((await passkeyToProve(session)).challenge);
  await admin`update directory.challenges set expires_at = clock_timestamp() where session_id = ${session.id}`;
  await expect(signed(session, late)).rejects.toMatchObject({ status: 400 });

  const { challenge: toAdd } = await passkeyToAdd(session);
  await expect(signed(session, authenticator.assert(toAdd))).rejects.toMatchObject({ status: 400 });
});

test("a counter that goes back or stays is refused and raises an alarm in every clinic", async () => {
  const person = await newPerson({ clinics: 2 });
  const { authenticator } = await withPasskey(person);
  await signed(
    await arrive(person),
    authenticator.assert((await passkeyToProve(await arrive(person))).challenge, { counter: 9 }),
  ).catch(() => undefined);
  const session = await arrive(person);
  await signed(
    session,
    authenticator.assert((await passkeyToProve(session)).challenge, { counter: 10 }),
  );

  for (const counter of [10, 3, 0]) {
    const { challenge } = await passkeyToProve(session);
    await expect(
      signed(session, authenticator.assert(challenge, { counter })),
    ).rejects.toMatchObject({
      status: 400,
    });
  }
  expect(await stored(person.accountId)).toMatchObject([{ counter: 10 }]);
  for (const tenantId of person.tenants) {
    const events = await factorEvents(tenantId);
    expect(events.filter((action) => action === "passkey.out-of-turn")).toHaveLength(3);
  }
});

test("a passkey that never counts is accepted again and again", async () => {
  const person = await newPerson();
  const session = await arrive(person);
  const authenticator = newAuthenticator(env().APP_ORIGIN);
  const { challenge } = await passkeyToAdd(session);
  await addPasskey(session, {
    label: "Phone",
    response: authenticator.register(challenge, { counter: 0 }),
  });

  for (let use = 0; use < 2; use += 1) {
    const asked = await arrive(person);
    const sent = authenticator.assert((await passkeyToProve(asked)).challenge, { counter: 0 });
    expect((await signed(asked, sent)).assurance).toBe(3);
  }
});
