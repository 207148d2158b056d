import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateSync } from "otplib";
import { expect, test } from "vitest";
import { look } from "#lib/auth/testing-person";
import { env } from "#lib/env";
import { configureKeyProvider, keyProvider } from "#lib/kms/configured";
import { createLocalKeyFile } from "#lib/kms/local-key-file";
import { keySettings } from "#lib/kms/settings";
import { admin } from "#lib/testing";
import { newPerson, type TestPerson } from "#lib/testing-people";
import { arrive, factorEvents } from "./testing-person.ts";
import { beginTotp, confirmTotp, spendTotpCode } from "./totp-factor.ts";

async function databaseTime(): Promise<number> {
  const [row] = await admin<{ now: number }[]>`
    select extract(epoch from clock_timestamp())::float8 as now`;
  return row?.now ?? 0;
}

const codeOf = (typed: string, epoch: number) =>
  generateSync({ secret: typed, epoch: Math.floor(epoch) });

/** Someone with an app, none of whose codes has been used yet. */
async function withApp(person: TestPerson): Promise<string> {
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  await confirmTotp(session, codeOf(typed, await databaseTime()));
  await admin`update directory.totp_factors set last_step = 0 where account_id = ${person.accountId}`;
  return typed;
}

test("an app counts once a code of it was shown; the seed lies nowhere in clear", async () => {
  const person = await newPerson({ clinics: 2 });
  const session = await arrive(person);
  const { typed, qr } = await beginTotp(session);

  expect(typed).toMatch(/^[A-Z2-7]{32}$/);
  expect(qr.path.length).toBeGreaterThan(1_000);
  const code = codeOf(typed, await databaseTime());
  expect(await spendTotpCode(person.accountId, code)).toBe(false);
  const { codes } = await confirmTotp(session, code);
  expect(new Set(codes).size).toBe(10);

  const [row] = await admin<{ seed_wrapped: Uint8Array }[]>`
    select seed_wrapped from directory.totp_factors where account_id = ${person.accountId}`;
  expect(row?.seed_wrapped).toHaveLength(61);
  const everything = JSON.stringify([
    await admin`select * from directory.totp_factors`,
    await admin`select * from directory.recovery_codes`,
    await admin`select * from directory.challenges`,
  ]);
  for (const secret of [typed, ...codes]) expect(everything).not.toContain(secret);
  for (const tenantId of person.tenants)
    expect(await factorEvents(tenantId)).toEqual(["factor.added"]);
});

test("the code that confirmed an app is used up", async () => {
  const person = await newPerson();
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  const code = codeOf(typed, await databaseTime());
  await confirmTotp(session, code);

  expect(await spendTotpCode(person.accountId, code)).toBe(false);
});

test("of many who send one code at once, exactly one is told yes; older codes are worth nothing then", async () => {
  const person = await newPerson();
  const typed = await withApp(person);
  const now = await databaseTime();
  const code = codeOf(typed, now);

  const answers = await Promise.all(
    Array.from({ length: 30 }, () => spendTotpCode(person.accountId, code)),
  );

  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await spendTotpCode(person.accountId, codeOf(typed, now - 30))).toBe(false);
  expect(await spendTotpCode(person.accountId, codeOf(typed, now + 60))).toBe(false);
});

test("a wrapped seed that was moved to another account opens nothing", async () => {
  const [one, other] = [await newPerson(), await newPerson()];
  const typed = await withApp(one);
  await withApp(other);
  await admin`update directory.totp_factors set seed_wrapped =
    (select seed_wrapped from directory.totp_factors where account_id = ${one.accountId})
    where account_id = ${other.accountId}`;

  await expect(
    spendTotpCode(other.accountId, codeOf(typed, await databaseTime())),
  ).rejects.toMatchObject({ problem: "rejected" });
});

test("an app is confirmed by the session that scanned it, in ten minutes and five tries", async () => {
  const person = await newPerson();
  const [session, second] = [await arrive(person), await arrive(person)];
  const { typed } = await beginTotp(session);
  const right = codeOf(typed, await databaseTime());
  const wrong = right === "000000" ? "000001" : "000000";

  await expect(confirmTotp(second, right)).rejects.toMatchObject({ code: "FACTOR_EXPIRED" });
  const tries = await Promise.allSettled(
    Array.from({ length: 12 }, () => confirmTotp(session, wrong)),
  );
  const codes = tries.map((each) => (each.status === "rejected" ? each.reason.code : "accepted"));
  expect(codes.filter((code) => code === "FACTOR_WRONG")).toHaveLength(5);
  expect(codes.filter((code) => code === "FACTOR_EXPIRED")).toHaveLength(7);
  await expect(confirmTotp(session, right)).rejects.toMatchObject({ code: "FACTOR_EXPIRED" });

  const late = await beginTotp(session);
  await admin`update directory.challenges set expires_at = clock_timestamp() where session_id = ${session.id}`;
  await expect(
    confirmTotp(session, codeOf(late.typed, await databaseTime())),
  ).rejects.toMatchObject({ code: "FACTOR_EXPIRED" });
  expect(
    await admin`select from directory.totp_factors where account_id = ${person.accountId}`,
  ).toHaveLength(0);
});

test("a new factor ends every other session, and whoever was about to come in by less", async () => {
  const person = await newPerson();
  const other = await arrive(person);
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  await confirmTotp(session, codeOf(typed, await databaseTime()));

  const alive = await admin<{ id: string; epoch: number }[]>`
    select s.id, s.epoch from directory.sessions s join directory.accounts a on a.id = s.account_id
    where s.account_id = ${person.accountId} and s.epoch = a.epoch`;
  expect(alive).toMatchObject([{ id: session.id, epoch: 2 }]);
  expect(other.id).not.toBe(session.id);
  expect(await arrive(person)).toMatchObject({ stage: "pending_factor", assurance: 1 });
  expect(await look("A".repeat(43))).toBeUndefined();
});

test("the seed names who wrapped it, and is asked of nobody else", async () => {
  const person = await newPerson();
  const typed = await withApp(person);
  const [stored] = await admin`select wrapped_by from directory.totp_factors
    where account_id = ${person.accountId}`;
  expect(stored?.wrapped_by).toBe((await keyProvider()).name);

  await admin`update directory.totp_factors set wrapped_by = 'aws-kms:elsewhere', last_step = 0
    where account_id = ${person.accountId}`;
  await expect(
    spendTotpCode(person.accountId, codeOf(typed, await databaseTime())),
  ).rejects.toThrow("KEY_PROVIDERS_BEFORE");
});

test("a seed that waited while the root key changed has run out: it is scanned anew", async () => {
  const person = await newPerson();
  const session = await arrive(person);
  const { typed } = await beginTotp(session);
  const file = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
  await createLocalKeyFile(file);
  configureKeyProvider({ environment: "test", primary: { kind: "local-file", file }, before: [] });
  try {
    await expect(confirmTotp(session, codeOf(typed, await databaseTime()))).rejects.toMatchObject({
      code: "FACTOR_EXPIRED",
    });
  } finally {
    configureKeyProvider(keySettings(env()));
  }
});
