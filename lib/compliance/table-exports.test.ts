import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { type MemberScope, runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { inClinic } from "#lib/testing-people";
import { readCatalog } from "./catalog.ts";
import { TakeTable } from "./input.ts";
import { exportMatrix } from "./matrix-export.ts";
import { exportProbes } from "./probe-export.ts";
import { roleMatrix } from "./role-matrix.ts";

const none = { about: {}, unnamed: () => [] };

/** The matrix as its door sends it: read and recorded as the administrator, made outside of the scope. */
async function matrixFile(clinic: TestClinic, format: TakeTable["format"]) {
  const { make } = await runInScope(clinic.as("tenant_admin"), "evidence:export", (scope) =>
    exportMatrix(scope, { format }),
  );
  if (!("counted" in make)) throw new Error("not counted");
  const made = await make.counted();
  return { text: Buffer.from(made.bytes).toString(), rows: made.rows };
}

/** All pages of the probes' history as one text. */
async function probesFile(clinic: TestClinic, format: TakeTable["format"]) {
  const inScope = <T>(work: Parameters<typeof runInScope<T>>[2]) =>
    runInScope(clinic.as("tenant_admin"), "evidence:export", work);
  const rows = await inScope((scope) => exportProbes(scope, { format }));
  let text = rows.head;
  let count = 0;
  for (let cursor: { before: string } | undefined; ; ) {
    const batch = await inScope((scope) => rows.read(scope, cursor, none));
    text += batch.text;
    count += batch.rows;
    if (batch.next === undefined) return { text: text + rows.tail, rows: count };
    cursor = batch.next;
  }
}

const probed = ({ tenantId }: TestClinic, count: number) =>
  inClinic(tenantId, async (tx) => {
    for (let at = 0; at < count; at += 1)
      await tx`insert into app.isolation_probes
          (tenant_id, id, requested_at, finished_at, tables, roles, attempts, findings)
        values (${tenantId}, ${newId()}, now() - make_interval(mins => ${at}), now(), 3, 7, 9,
          ${at === 0 ? '[{"where":"=app.notes","aim":"read","outcome":"one row"}]' : "[]"})`;
  });

test("the matrix leaves line by line, and as it is shown, with an event of its own", async () => {
  const clinic = await newClinic();
  const matrix = roleMatrix(await readCatalog());
  const csv = await matrixFile(clinic, "csv");
  const lines = parse<Record<string, string>>(csv.text, { columns: true, bom: true });
  expect(lines).toHaveLength(csv.rows);
  expect(new Set(lines.map(({ name }) => name)).size).toBe(matrix.tables);
  expect(lines).toContainEqual(
    expect.objectContaining({
      name: "app.patients",
      role: "prescriber",
      may: "read",
      wall: "clinic",
    }),
  );
  const json = JSON.parse((await matrixFile(clinic, "json")).text);
  expect(json.groups).toEqual(JSON.parse(JSON.stringify(matrix.groups)));
  const [told] = await admin<{ count: number }[]>`select count(*)::int from audit.events
    where tenant_id = ${clinic.tenantId} and action = 'role-matrix.viewed'`;
  expect(told?.count).toBe(2);
});

test("the history of probes leaves whole, page after page, and holds no other clinic's", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  await probed(clinic, 23);
  await probed(other, 2);
  const csv = await probesFile(clinic, "csv");
  const lines = parse<Record<string, string>>(csv.text, { columns: true, bom: true });
  expect([lines.length, csv.rows]).toEqual([23, 23]);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(23);
  // A spreadsheet runs nothing of what was found.
  expect(lines[0]).toMatchObject({
    asked_by: "on schedule",
    findings: "'=app.notes: read: one row",
    attempts: "9",
  });
  const { probes } = JSON.parse((await probesFile(clinic, "json")).text);
  expect(probes.map(({ id }: { id: string }) => id)).toEqual(lines.map(({ id }) => id));
  expect(JSON.parse((await probesFile(await newClinic(), "json")).text).probes).toEqual([]);
});

test("neither leaves for whoever may not take the evidence, and the form asked for is one of two", async () => {
  const clinic = await newClinic();
  const asPrescriber = <T>(work: (scope: MemberScope) => Promise<T>) =>
    expect(runInScope(clinic.as("prescriber"), "evidence:export", work)).rejects.toMatchObject({
      name: "AccessDenied",
    });
  await asPrescriber((scope) => exportMatrix(scope, { format: "csv" }));
  await asPrescriber((scope) => exportProbes(scope, { format: "csv" }));
  expect(TakeTable.safeParse({ format: "pdf" }).success).toBe(false);
});
