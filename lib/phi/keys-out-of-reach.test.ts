import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Sealed } from "#db/columns";
import { members } from "#db/schema/members";
import { env } from "#lib/env";
import { type MemberId, newId } from "#lib/ids";
import { configureKeyProvider } from "#lib/kms/configured";
import { createLocalKeyFile } from "#lib/kms/local-key-file";
import { keySettings } from "#lib/kms/settings";
import { getMember } from "#lib/members/queries";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { translateFault } from "#lib/unavailable";
import { forgetTenantKeys } from "./keys.ts";

/** From here on the configured root key is another than the one that wrapped this clinic's keys. */
async function loseTheRootKey(tenantId: string): Promise<void> {
  const file = join(await mkdtemp(join(tmpdir(), "chartkeep-key-")), "root.key");
  await createLocalKeyFile(file);
  configureKeyProvider({ environment: "test", primary: { kind: "local-file", file }, before: [] });
  forgetTenantKeys(tenantId);
}

afterEach(() => configureKeyProvider(keySettings(env())));

const eventsOf = async (tenantId: string) =>
  (await admin`select 1 from audit.events where tenant_id = ${tenantId}`).length;

test("without the root key what holds no PHI goes on, with its events", async () => {
  const clinic = await newClinic();
  const actor = clinic.as("tenant_admin");
  await loseTheRootKey(clinic.tenantId);
  const before = await eventsOf(clinic.tenantId);

  const member = await runInScope(actor, "member:manage", (scope) =>
    getMember(scope, { memberId: actor.memberId as MemberId }),
  );
  expect(member.name).toBe(actor.displayName);
  expect(await eventsOf(clinic.tenantId)).toBe(before + 1);
});

const place = { table: "patients", column: "family_sealed", rowId: newId() };
const uses: [what: string, use: (scope: MemberScope, sealed: Sealed) => unknown][] = [
  ["to seal", (scope) => scope.seal(place, "Köhler")],
  ["to search", (scope) => scope.tokens.ofMrn("NC-1")],
  ["to open", (scope, sealed) => scope.disclose({ action: "patients.listed" })(sealed, place)],
  [
    "to show what is not sealed of a patient",
    (scope) => scope.record({ action: "patient-billing.viewed", patientIds: [newId()] }),
  ],
  [
    "to record details",
    (scope) => scope.record({ action: "patients.listed", details: { count: 0 } }),
  ],
];

test.each(uses)(
  "without the root key %s is unavailable, and all is taken back",
  async (_what, use) => {
    const clinic = await newClinic();
    const actor = clinic.as("tenant_admin");
    const sealed = await clinic.write(async (scope) => scope.seal(place, "Köhler"));
    await loseTheRootKey(clinic.tenantId);
    const before = await eventsOf(clinic.tenantId);

    const done = runInScope(actor, "member:manage", async (scope) => {
      await scope.tx.update(members).set({ displayName: "Half done" });
      return use(scope, sealed);
    });
    expect(await done.catch(translateFault)).toMatchObject({ name: "Unavailable" });
    expect(await eventsOf(clinic.tenantId)).toBe(before);
    const [changed] = await admin`select count(*)::int as count from app.members
    where tenant_id = ${clinic.tenantId} and display_name = 'Half done'`;
    expect(changed?.count).toBe(0);
  },
);
