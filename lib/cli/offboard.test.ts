import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { arrive, seen } from "#lib/auth/testing-person";
import { isSigned, verifyCertificate } from "#lib/keys/certificate";
import { approveShredding } from "#lib/keys/commands";
import { requestShredding } from "#lib/keys/shred";
import { fillClinic, openedRows, verifiedChain } from "#lib/keys/testing";
import { providerNamed } from "#lib/kms/configured";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { asOperatorLogin, signIn } from "#lib/testing-logins";
import { newPerson } from "#lib/testing-people";
import { clinicAct } from "./clinic-acts.ts";
import { Complaint } from "./complaint.ts";

beforeEach(() => signIn("app"));

const folder = mkdtempSync(join(tmpdir(), "chartkeep-offboard-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Does what `npm run clinic` does once it is signed in: the exit code, and what it would print. */
async function clinic(...args: string[]) {
  const said: string[] = [];
  const print = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  try {
    return {
      code: await asOperatorLogin(() => clinicAct(args)()),
      output: said.join("\n"),
    };
  } catch (error) {
    if (!(error instanceof Complaint)) throw error;
    return { code: 1, output: error.message };
  } finally {
    print.mockRestore();
  }
}

const reason = ["--reason", "The contract has ended"];
const operator = ["--operator", "Pat Operator"];
const fileOf = ({ slug }: TestClinic) => join(folder, `${slug}.json`);
const offboard = (of: TestClinic, ...more: string[]) =>
  clinic("offboard", "--clinic", of.slug, ...reason, "--to", fileOf(of), ...more);
const shredding = (of: TestClinic) => offboard(of, "--confirm", of.slug, "--shred", ...operator);
const suspend = (of: TestClinic) => clinic("suspend", "--clinic", of.slug, ...reason);

const statusOf = async ({ tenantId }: TestClinic) => {
  const [row] = await admin<{ status: string }[]>`
    select status from directory.tenants where id = ${tenantId}`;
  return row?.status;
};
const keysLeft = async ({ tenantId }: TestClinic) => {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from app.tenant_keys where tenant_id = ${tenantId} and wrapped is not null`;
  return row?.count;
};

/** A clinic whose administrator has approved that its records end. */
async function approvedClinic(): Promise<TestClinic> {
  const made = await newClinic();
  await fillClinic(made, 2);
  const { tenantId, slug } = made;
  await asOperatorLogin(() => requestShredding({ tenantId, slug, operator: "Pat Operator" }));
  await runInScope(made.as("tenant_admin"), "key:manage", (scope) =>
    approveShredding(scope, { slug }),
  );
  return made;
}

test("from a working clinic to a certificate: suspended, offboarded, shredded, and its neighbour as before", async () => {
  const [ours, other] = [await approvedClinic(), await newClinic()];
  await fillClinic(other, 1);
  const theirs = (await openedRows(other.tenantId)).texts;
  const [member, neighbour] = [
    await newPerson({ clinics: [ours] }),
    await newPerson({ clinics: [other] }),
  ];
  expect((await seen((await arrive(member)).token)).tenantId).toBe(ours.tenantId);

  expect((await shredding(ours)).output).toContain("suspend it first");
  expect((await suspend(ours)).code).toBe(0);
  const wrong = await offboard(ours, "--confirm", other.slug, "--shred", ...operator);
  expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining("Nothing was changed") });
  const nameless = await offboard(ours, "--confirm", ours.slug, "--shred");
  expect(nameless.output).toContain("--shred needs --operator");
  expect([await statusOf(ours), await keysLeft(ours)]).toEqual(["suspended", 2]);

  const done = await shredding(ours);
  expect(done).toMatchObject({ code: 0, output: expect.stringContaining("on paper in") });
  expect([await statusOf(ours), await keysLeft(ours)]).toEqual(["offboarded", 0]);
  const file = readFileSync(fileOf(ours), "utf8");
  expect(verifyCertificate(file)).toMatchObject({
    isGood: true,
    certificate: { clinic: { slug: ours.slug }, destroyedBy: "Pat Operator" },
  });
  expect(readFileSync(fileOf(ours).replace(".json", ".pdf")).subarray(0, 5).toString()).toBe(
    "%PDF-",
  );
  expect(await verifiedChain(ours.tenantId)).toBe(true);
  expect((await openedRows(other.tenantId)).texts).toEqual(theirs);
  expect(await statusOf(other)).toBe("active");
  await expect(arrive(member)).rejects.toThrow("no clinic is open to this person");
  expect((await seen((await arrive(neighbour)).token)).tenantId).toBe(other.tenantId);

  const again = await shredding(ours);
  expect(again.code).toBe(0);
  expect(readFileSync(fileOf(ours), "utf8")).toBe(file);
}, 60_000);

test("a clinic that has not approved is not offboarded by an order that could never be carried out", async () => {
  const ours = await newClinic();
  await suspend(ours);
  const refused = await shredding(ours);
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("left suspended") });
  expect([await statusOf(ours), await keysLeft(ours)]).toEqual(["suspended", 2]);
  expect(existsSync(fileOf(ours))).toBe(false);
});

test("killed between offboarding and the certificate, the same command goes on where it was", async () => {
  const ours = await approvedClinic();
  await suspend(ours);
  const [row] = await admin<{ provider: string }[]>`
    select provider from app.tenant_keys where tenant_id = ${ours.tenantId} limit 1`;
  const provider = await asOperatorLogin(() => providerNamed(row?.provider ?? ""));
  const failing = vi.spyOn(provider, "sign").mockRejectedValueOnce(new Error("killed"));
  await expect(shredding(ours)).rejects.toThrow("killed");
  failing.mockRestore();
  expect([await statusOf(ours), existsSync(fileOf(ours))]).toEqual(["offboarded", false]);

  expect((await shredding(ours)).code).toBe(0);
  const { certificate, signature, verifyingKey } = JSON.parse(readFileSync(fileOf(ours), "utf8"));
  const bytes = (text: string) => Buffer.from(text, "base64");
  expect(
    isSigned({
      text: certificate,
      signature: bytes(signature),
      verifyingKey: bytes(verifyingKey),
    }),
  ).toBe(true);
});

test("a file of a certificate that was altered, or is under another key, is not verified", async () => {
  const ours = await approvedClinic();
  await suspend(ours);
  await shredding(ours);
  const file = readFileSync(fileOf(ours), "utf8");
  expect(verifyCertificate(file.replace("Pat", "Tap")).isGood).toBe(false);
  expect(verifyCertificate(file, Buffer.alloc(32, 7).toString("base64"))).toMatchObject({
    problem: expect.stringContaining("another key"),
  });
  expect(verifyCertificate("{}").isGood).toBe(false);
});
