import { beforeEach, expect, test, vi } from "vitest";
import { operatorIn } from "#lib/clinics/make";
import { providerNamed } from "#lib/kms/configured";
import { type KeyRow, tenantKeys, tenantKeysIfNeeded, unwrapRows } from "#lib/phi/keys";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { asOperatorLogin, signIn } from "#lib/testing-logins";
import { isSigned, ShredCertificate } from "./certificate.ts";
import { approveShredding } from "./commands.ts";
import { coverageOf } from "./coverage.ts";
import { requestShredding, shredClinic } from "./shred.ts";
import { fillClinic, openedRows, verifiedChain } from "./testing.ts";

beforeEach(() => signIn("app"));

const orderFor = ({ tenantId, slug }: TestClinic) => ({ tenantId, slug, operator: "Pat Operator" });

const approve = (clinic: TestClinic, slug = clinic.slug) =>
  runInScope(clinic.as("tenant_admin"), "key:manage", (scope) => approveShredding(scope, { slug }));

const offboard = ({ tenantId }: TestClinic) =>
  admin`update directory.tenants set status = 'offboarded' where id = ${tenantId}`;

const keysOf = (tenantId: string) => admin<
  KeyRow[]
>`select purpose, version, wrapped, kcv, provider, state
  from app.tenant_keys where tenant_id = ${tenantId} order by purpose, version`;

async function shred(clinic: TestClinic) {
  await asOperatorLogin(() => requestShredding(orderFor(clinic)));
  await approve(clinic);
  await offboard(clinic);
  return asOperatorLogin(() => shredClinic(orderFor(clinic)));
}

test("what was sealed opens no more, not even by a copy of the keys from before, and the chain still holds", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  await Promise.all([fillClinic(clinic, 1), fillClinic(other, 1)]);
  const copy = await keysOf(clinic.tenantId);
  const theirs = { keys: await keysOf(other.tenantId), rows: await openedRows(other.tenantId) };
  const rows = copy.map((row) => ({ ...row }));
  await unwrapRows(clinic.tenantId, rows);
  const { text, ...proof } = await shred(clinic);

  const ours = operatorIn(clinic.tenantId);
  await expect(asOperatorLogin(() => tenantKeys(ours))).rejects.toMatchObject({
    name: "Unavailable",
  });
  const none = await asOperatorLogin(() => tenantKeysIfNeeded(ours));
  expect(none.isOutOfReach).toBe(true);
  expect(() => none.assertAtHand()).toThrow();
  await expect(unwrapRows(clinic.tenantId, rows)).rejects.toMatchObject({ problem: "rejected" });
  for (const { wrapped, state } of await keysOf(clinic.tenantId))
    expect({ wrapped, state }).toEqual({ wrapped: null, state: "destroyed" });
  expect(await verifiedChain(clinic.tenantId)).toBe(true);
  expect(await keysOf(other.tenantId)).toEqual(theirs.keys);
  expect((await openedRows(other.tenantId)).texts).toEqual(theirs.rows.texts);

  expect(isSigned({ text, ...proof })).toBe(true);
  expect(isSigned({ text: text.replace("Pat", "Tap"), ...proof })).toBe(false);
  expect(ShredCertificate.parse(JSON.parse(text))).toMatchObject({
    clinic: { id: clinic.tenantId, slug: clinic.slug },
    destroyedBy: "Pat Operator",
    approvedBy: clinic.as("tenant_admin").memberId,
    keys: [{ isBound: true }, { isBound: true }],
    rows: expect.arrayContaining([{ table: "patients", rows: 1 }]),
  });
});

test("it takes a person at the operator's and an administrator of the clinic, and the right slug from both", async () => {
  const clinic = await newClinic();
  const order = orderFor(clinic);
  const keys = await keysOf(clinic.tenantId);
  const refused = (work: () => Promise<unknown>) =>
    expect(asOperatorLogin(work)).rejects.toMatchObject({ name: "ShredRefused" });

  await refused(() => shredClinic(order));
  await expect(approve(clinic)).rejects.toMatchObject({ name: "NotFound" });
  await refused(() => requestShredding({ ...order, slug: "another" }));
  await refused(() => requestShredding({ ...order, operator: " " }));
  await asOperatorLogin(() => requestShredding(order));
  await refused(() => shredClinic(order));
  await expect(approve(clinic, "another")).rejects.toMatchObject({ code: "keys.other-slug" });
  await expect(
    runInScope(clinic.as("prescriber"), "key:manage", (scope) =>
      approveShredding(scope, { slug: clinic.slug }),
    ),
  ).rejects.toMatchObject({ name: "AccessDenied" });
  await refused(() => shredClinic(order));
  await offboard(clinic);
  await refused(() => shredClinic(order));
  await approve(clinic);
  await refused(() => shredClinic({ ...order, slug: "another" }));
  await admin`update directory.tenants set status = 'active' where id = ${clinic.tenantId}`;
  await refused(() => shredClinic(order));
  await offboard(clinic);
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${clinic.tenantId}, true), set_config('app.actor', ${clinic.tenantId}, true)`;
    await tx`update app.shreddings set approved_at = now() - interval '31 days' where tenant_id = ${clinic.tenantId}`;
  });
  await refused(() => shredClinic(order));
  expect(await keysOf(clinic.tenantId)).toEqual(keys);
});

test("a run that was cut off is gone on with, and a second one gives the same certificate", async () => {
  const clinic = await newClinic();
  await asOperatorLogin(() => requestShredding(orderFor(clinic)));
  await approve(clinic);
  await offboard(clinic);
  const [row] = await keysOf(clinic.tenantId);
  const provider = await asOperatorLogin(() => providerNamed(String(row?.provider)));
  const failing = vi.spyOn(provider, "sign").mockRejectedValueOnce(new Error("away"));
  await expect(asOperatorLogin(() => shredClinic(orderFor(clinic)))).rejects.toThrow("away");
  failing.mockRestore();

  const first = await asOperatorLogin(() => shredClinic(orderFor(clinic)));
  await expect(asOperatorLogin(() => requestShredding(orderFor(clinic)))).rejects.toMatchObject({
    name: "ShredRefused",
  });
  expect(await asOperatorLogin(() => shredClinic(orderFor(clinic)))).toEqual(first);
  expect(isSigned(first)).toBe(true);
});

test("a certificate says so when copies from before would still open", () => {
  const key = { purpose: "field", version: 1, provider: "aws-kms:x", isBound: false };
  const { covered, notCovered } = coverageOf([key, { ...key, version: 2, isBound: true }]);
  expect(covered.join()).not.toContain("earlier copy");
  expect(notCovered[0]).toContain("1 of 2 keys");
  expect(coverageOf([{ ...key, isBound: true }]).covered.join()).toContain("earlier copy");
});
