import { expect, test } from "vitest";
import { env } from "#lib/env";
import { admin } from "#lib/testing";
import { newPerson } from "#lib/testing-people";
import { gateOf } from "./gate.ts";
import { addPasskey, passkeyToAdd } from "./passkey-adding.ts";
import { newAuthenticator } from "./testing-authenticator.ts";
import { arrive } from "./testing-person.ts";

test("between a password and the clinic stands what the person has, or has to set up", async () => {
  const person = await newPerson();
  const session = await arrive(person);
  expect(await gateOf(session, 2)).toMatchObject({ means: null, enrol: ["passkey", "totp"] });
  expect(await gateOf(session, 3)).toMatchObject({ means: null, enrol: ["passkey"] });

  await admin`insert into directory.totp_factors (account_id, seed_wrapped, wrapped_by)
    values (${person.accountId}, '\\x00', 'nobody')`;
  expect(await gateOf(session, undefined)).toMatchObject({
    means: { hasTotp: true, hasPassword: false },
    enrol: [],
  });
  expect(await gateOf(session, 2)).toMatchObject({ means: { hasTotp: true }, enrol: [] });
  expect(await gateOf(session, 3)).toMatchObject({ means: null, enrol: ["passkey"] });
});

test("whoever lost their only passkey sets up another one only after another factor was shown", async () => {
  const person = await newPerson();
  const session = await arrive(person);
  const { challenge } = await passkeyToAdd(session);
  const response = newAuthenticator(env().APP_ORIGIN).register(challenge);
  await addPasskey(session, { label: "Lost", response });

  const means = { hasPasskey: true, hasTotp: false, hasRecoveryCodes: false };
  expect(await gateOf({ ...session, assurance: 1 }, 3)).toMatchObject({ means, enrol: [] });
  expect(await gateOf({ ...session, assurance: 2 }, 3)).toMatchObject({
    means,
    enrol: ["passkey"],
  });
});
