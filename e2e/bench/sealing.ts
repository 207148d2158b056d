import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from "node:crypto";
import type { Benchmark, BenchmarkContext, Ratio } from "#e2e/benchmark";
import { newId } from "#lib/ids";
import { byLastVisit } from "#lib/patients/by-last-visit";
import { ListPatients } from "#lib/patients/input";
import { addPatients } from "#lib/patients/patient-fixture";
import { openRow, type PatientRow } from "#lib/patients/rows";
import { deriveFieldKey, type FieldKeys, openField, sealField } from "#lib/phi/envelope";
import { fieldKeys } from "#lib/phi/field-keys";
import type { Opener } from "#lib/scope";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic } from "#lib/testing";
import { interleave } from "./door/interleave.ts";
import { people } from "./search/people.ts";

/** What sealing costs: one field beside bare AES-256-GCM, and a page of 50 patients beside one that is stored plain. */
export const benchmark: Benchmark = {
  title: "Sealing: one field beside bare AES-256-GCM, a page of 50 patients beside plain rows",
  run,
};

const fields = 2_000;
const tenantId = "3685708f-d594-a686-1aa7-3f181e657dc5";

async function run({ log }: BenchmarkContext): Promise<Ratio[]> {
  const field = await measureFields();
  log("fields: measured");
  const page = await measurePage();
  await admin.end({ timeout: 1 });
  const line = (name: string, value: number, baseline: number, unit: string, goal: string) => ({
    name,
    value: round(value),
    baseline: round(baseline),
    ratio: round(value / baseline),
    unit,
    goal,
  });
  const each = (millis: number) => (millis * 1_000) / fields;
  return [
    line(
      "open a field beside bare AES-256-GCM",
      each(field.open),
      each(field.bareOpen),
      "us",
      "<= 1.5",
    ),
    line(
      "seal a field beside bare AES-256-GCM",
      each(field.seal),
      each(field.bareSeal),
      "us",
      "context",
    ),
    line(
      "derive a column's key, once per column",
      field.derive,
      field.open / fields,
      "ms",
      "context",
    ),
    line(
      "a page of 50 patients beside plain rows, the whole request",
      page.sealed,
      page.plain,
      "ms",
      "<= 1.25",
    ),
  ];
}

function measureFields() {
  const dataKey = createSecretKey(randomBytes(32));
  const keys: FieldKeys = fieldKeys(tenantId, new Map([[1, dataKey]]), 1);
  const places = Array.from({ length: fields }, () => ({
    table: "patients",
    column: "family_sealed",
    rowId: newId(),
  }));
  const sealed = places.map((at) => sealField(keys, at, "Köhler-Großmann"));
  // The same key, the same length of additional data and of text, and nothing around them.
  const key = createSecretKey(randomBytes(32));
  const context = randomBytes(keys.fieldKey("patients", "family_sealed", 1).context.length);
  const text = randomBytes(32);
  const bare = places.map(() => bareSeal(key, context, text));
  const at = { table: "patients", column: "given_sealed", version: 1 };

  return interleave(
    {
      open: async () => {
        for (const [n, place] of places.entries()) openField(keys, place, sealed[n] ?? text);
      },
      bareOpen: async () => {
        for (const one of bare) bareOpen(key, context, one);
      },
      seal: async () => {
        for (const place of places) sealField(keys, place, "Köhler-Großmann");
      },
      bareSeal: async () => {
        for (const _place of places) bareSeal(key, context, text);
      },
      derive: async () => deriveFieldKey(dataKey, tenantId, at),
    },
    60,
  );
}

type Bare = ReturnType<typeof bareSeal>;

function bareSeal(key: ReturnType<typeof createSecretKey>, context: Buffer, text: Buffer) {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(context);
  return {
    nonce,
    body: Buffer.concat([cipher.update(text), cipher.final()]),
    tag: cipher.getAuthTag(),
  };
}

function bareOpen(key: ReturnType<typeof createSecretKey>, context: Buffer, one: Bare): string {
  const decipher = createDecipheriv("aes-256-gcm", key, one.nonce).setAAD(context);
  decipher.setAuthTag(one.tag);
  return Buffer.concat([decipher.update(one.body), decipher.final()]).toString("utf8");
}

/** The same page twice through the same door with the same audit event: opened, and read from columns that hold plain bytes. */
async function measurePage() {
  const clinics = { sealed: await newClinic(), plain: await newClinic() };
  const some = people(0, 2_000);
  for (const clinic of Object.values(clinics))
    await clinic.write((scope) => addPatients(scope, some));
  await storePlain(clinics.plain.tenantId);
  await admin`vacuum analyze app.patients`;

  const input = ListPatients.parse({ sort: "last-visit", size: 50 });
  const page = (how: (opener: Opener) => Opener) => async (scope: MemberScope) => {
    const rows: PatientRow[] = await byLastVisit(scope, input);
    const patientIds = rows.map((row) => row.id);
    const open = how(scope.disclose({ action: "patients.listed", patientIds }));
    return rows.map((row) => openRow(open, row, "2026-11-23"));
  };
  const asIs: Opener = (bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
  const { sealed, plain } = clinics;
  return interleave(
    {
      sealed: () =>
        runInScope(
          sealed.as("prescriber"),
          "patient:read",
          page((open) => open),
        ),
      plain: () =>
        runInScope(
          plain.as("prescriber"),
          "patient:read",
          page(() => asIs),
        ),
    },
    300,
  );
}

/** Puts plain bytes where envelopes were, in the one clinic that stands for a product that seals nothing. */
async function storePlain(plainTenant: string): Promise<void> {
  await admin.begin(async (tx) => {
    await tx`select set_config('app.current_tenant', ${plainTenant}, true),
      set_config('app.actor', '00000000-0000-7000-8000-000000000001', true)`;
    await tx`update app.patients set family_sealed = convert_to('Kohler', 'UTF8'),
      given_sealed = convert_to('Anna', 'UTF8'), mrn_sealed = convert_to('B0000001', 'UTF8'),
      birth_date_sealed = convert_to('1971-12-07', 'UTF8'),
      demographics_sealed = convert_to('{"sex":"Female"}', 'UTF8')
      where tenant_id = ${plainTenant}`;
  });
}

const round = (value: number) => Math.round(value * 1_000) / 1_000;
