import { generateSync } from "otplib";
import type { LiveSession } from "#lib/auth/session-store";
import { env } from "#lib/env";
import { addPasskey, passkeyToAdd } from "#lib/factors/passkey-adding";
import { newAuthenticator } from "#lib/factors/testing-authenticator";
import { arrive } from "#lib/factors/testing-person";
import { beginTotp, confirmTotp } from "#lib/factors/totp-factor";
import { admin } from "#lib/testing";
import { newPerson, type TestPerson } from "#lib/testing-people";

/** Seconds since 1970 on the database clock. */
export async function databaseTime(): Promise<number> {
  const [row] = await admin<{ now: number }[]>`
    select extract(epoch from clock_timestamp())::float8 as now`;
  return row?.now ?? 0;
}

/** The code that an app with this key shows at a time. */
export const codeAt = (typed: string, now: number): string =>
  generateSync({ secret: typed, epoch: Math.floor(now) });

/** A code that the app shows at none of the times that could count. */
export function wrongCode(typed: string, now: number): string {
  const right = [-30, 0, 30, 60].map((offset) => codeAt(typed, now + offset));
  for (let guess = 0; ; guess += 1) {
    const code = String(guess).padStart(6, "0");
    if (!right.includes(code)) return code;
  }
}

/** Somebody with an app, none of whose codes has been used, and with recovery codes. */
export async function withApp(): Promise<{
  person: TestPerson;
  typed: string;
  codes: readonly string[];
}> {
  const person = await newPerson();
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  const { codes } = await confirmTotp(session, codeAt(typed, await databaseTime()));
  await forgetSteps(person);
  return { person, typed, codes };
}

/** Takes back that codes were used, so that the current one may be tried again. */
export const forgetSteps = ({ accountId }: TestPerson) =>
  admin`update directory.totp_factors set last_step = 0 where account_id = ${accountId}`;

/** Waits until the current thirty seconds have at least some seconds left, so that a code does not turn over in a try. */
export async function untilEarlyInStep(): Promise<number> {
  for (;;) {
    const now = await databaseTime();
    if (now % 30 > 6 && now % 30 < 20) return now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Makes a passkey for a session. */
export async function giveKey(session: LiveSession) {
  const authenticator = newAuthenticator(env().APP_ORIGIN);
  const { challenge } = await passkeyToAdd(session);
  await addPasskey(session, { label: "Key", response: authenticator.register(challenge) });
  return authenticator;
}

/** Everything that the factors of an account hold, as one text to compare. */
export async function stateOf({ accountId }: TestPerson): Promise<string> {
  return JSON.stringify([
    await admin`select encode(seed_wrapped, 'hex') as seed, last_step::text from directory.totp_factors where account_id = ${accountId}`,
    await admin`select encode(credential_id, 'hex') as id, counter::text, label from directory.passkeys where account_id = ${accountId} order by 1`,
    await admin`select encode(code_hash, 'hex') as hash, used_at is null as left from directory.recovery_codes where account_id = ${accountId} order by 1`,
  ]);
}
