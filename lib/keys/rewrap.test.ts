import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configureKeyProvider, keyProvider } from "#lib/kms/configured";
import { createLocalKeyFile } from "#lib/kms/local-key-file";
import { parseKeySettings } from "#lib/kms/settings";
import { forgetTenantKeys } from "#lib/phi/keys";
import { admin, newClinic } from "#lib/testing";
import { asOperatorLogin, signIn } from "#lib/testing-logins";
import { newPerson } from "#lib/testing-people";
import { rewrapAccount, rewrapClinic } from "./rewrap.ts";
import { fillClinic, openedRows } from "./testing.ts";

beforeEach(() => signIn("app"));

const first = process.env.LOCAL_KEY_FILE ?? "";
const folders: string[] = [];

function use(file: string, before?: string): void {
  configureKeyProvider(
    parseKeySettings({
      CHARTKEEP_ENV: "test",
      KEY_PROVIDER: "local-file",
      LOCAL_KEY_FILE: file,
      ...(before && { KEY_PROVIDERS_BEFORE: `local-file:${before}` }),
    }),
  );
  forgetTenantKeys();
}

afterEach(async () => {
  use(first);
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function newKeyFile(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chartkeep-key-"));
  folders.push(folder);
  await createLocalKeyFile(join(folder, "root.key"));
  return join(folder, "root.key");
}

test("after a rewrapping the clinic's keys open by the new provider alone, and every record says what it said", async () => {
  const clinic = await newClinic();
  const { tenantId } = clinic;
  await fillClinic(clinic, 1);
  const before = await openedRows(tenantId);
  const second = await newKeyFile();
  use(second, first);

  expect(await asOperatorLogin(() => rewrapClinic(tenantId))).toEqual({
    anew: 2,
    asWas: 0,
    refused: 0,
  });
  expect(await asOperatorLogin(() => rewrapClinic(tenantId))).toEqual({
    anew: 0,
    asWas: 2,
    refused: 0,
  });
  use(second);
  expect((await openedRows(tenantId)).texts).toEqual(before.texts);
  const events = await admin`select 1 from audit.events
    where tenant_id = ${tenantId} and action = 'keys.rewrapped'`;
  expect(events).toHaveLength(1);
  use(first);
  await expect(openedRows(tenantId)).rejects.toMatchObject({ problem: "missing" });
});

test("a key that its provider does not open stays as it was", async () => {
  const { tenantId } = await newClinic();
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${tenantId}, true), set_config('app.actor', ${tenantId}, true)`;
    await tx`update app.tenant_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1)
      where tenant_id = ${tenantId} and purpose = 'field'`;
  });
  const stored = () => admin`select purpose, wrapped, provider from app.tenant_keys
    where tenant_id = ${tenantId} and purpose = 'field'`;
  const before = await stored();
  use(await newKeyFile(), first);

  expect(await asOperatorLogin(() => rewrapClinic(tenantId))).toEqual({
    anew: 1,
    asWas: 0,
    refused: 1,
  });
  expect(await stored()).toEqual(before);
});

test("the secrets of accounts are wrapped anew as well", async () => {
  const person = await newPerson();
  const secret = randomBytes(32);
  const context = { accountId: person.accountId, purpose: "totp", version: 1 } as const;
  const old = await keyProvider();
  await admin`insert into directory.totp_factors (account_id, seed_wrapped, wrapped_by)
    values (${person.accountId}, ${await old.wrap(secret, context)}, ${old.name})`;
  const second = await newKeyFile();
  use(second, first);

  expect(await rewrapAccount(person.accountId)).toBe("anew");
  expect(await rewrapAccount(person.accountId)).toBe("asWas");
  use(second);
  const [row] = await admin<{ seed: Buffer; by: string }[]>`
    select seed_wrapped as seed, wrapped_by as by from directory.totp_factors
    where account_id = ${person.accountId}`;
  const provider = await keyProvider();
  expect(row?.by).toBe(provider.name);
  expect(Buffer.from(await provider.unwrap(row?.seed ?? secret, context))).toEqual(secret);
});
