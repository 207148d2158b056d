import { expect, test } from "vitest";
import { newId } from "#lib/ids";
import { runInScope } from "#lib/scope";
import { admin, newClinic, type TestClinic } from "#lib/testing";
import { codeOf, readCode, shownCode } from "./code.ts";
import { CheckIssued } from "./input.ts";
import { digestOf, issueDocument, newCode } from "./issue.ts";
import { checkIssued, listIssued } from "./queries.ts";

const bytes = Buffer.from("position,who\r\n1,Dana\r\n");
const hex = (text: string | Uint8Array) => Buffer.from(digestOf(Buffer.from(text))).toString("hex");

async function issue(clinic: TestClinic, content: Uint8Array = bytes): Promise<string> {
  const code = newCode();
  await runInScope(clinic.as("tenant_admin"), "audit:export", (scope) =>
    issueDocument(scope, { kind: "audit-trail", code, digest: digestOf(content), rows: 1 }),
  );
  return code;
}

const check = (clinic: TestClinic, asked: { code?: string; digest?: string }) =>
  runInScope(clinic.as("tenant_admin"), "issued:read", (scope) =>
    checkIssued(scope, CheckIssued.parse({ code: "", digest: "", ...asked })),
  );

test("a code has 100 bits, is read as people type it, and nothing else is one", () => {
  expect(codeOf(Uint8Array.from({ length: 20 }, (_, index) => index))).toBe("0123456789ABCDEFGHJK");
  const code = newCode();
  expect(readCode(shownCode(code))).toBe(code);
  expect(readCode(` ${code.toLowerCase().replaceAll("0", "o").replaceAll("1", "l")} `)).toBe(code);
  expect(readCode(code.slice(1))).toBeUndefined();
  expect(readCode(`${code.slice(1)}U`)).toBeUndefined();
  expect(new Set(Array.from({ length: 200 }, newCode)).size).toBe(200);
});

test("an issued file is known by its code, its bytes, and both; one letter more is not it", async () => {
  const clinic = await newClinic();
  const code = await issue(clinic);
  expect(await check(clinic, { code })).toMatchObject({ verdict: "issued" });
  expect(await check(clinic, { digest: hex(bytes) })).toMatchObject({ verdict: "unaltered" });
  expect(await check(clinic, { code: shownCode(code), digest: hex(bytes) })).toMatchObject({
    verdict: "unaltered",
    document: { kind: "audit-trail", rows: 1, code, issuedBy: "Test tenant_admin" },
    isOtherCode: false,
  });
  const altered = hex(`${bytes.toString()} `);
  expect(await check(clinic, { code, digest: altered })).toMatchObject({ verdict: "altered" });
  expect(await check(clinic, { digest: altered })).toMatchObject({ verdict: "unknown" });
  expect(await check(clinic, { code: newCode(), digest: hex(bytes) })).toMatchObject({
    verdict: "unaltered",
    isOtherCode: true,
  });
});

test("what another clinic issued is not known here, by code or by file", async () => {
  const [own, other] = [await newClinic(), await newClinic()];
  const code = await issue(other);
  const unknown = { verdict: "unknown", document: undefined };
  expect(await check(own, { code, digest: hex(bytes) })).toMatchObject(unknown);
  expect(await check(own, { code })).toMatchObject(unknown);
  expect(await check(own, { code: newCode() })).toMatchObject(unknown);
});

test("issuing and checking are events, and what was issued stays as it is", async () => {
  const clinic = await newClinic();
  const code = await issue(clinic);
  await check(clinic, { code: newCode() });
  const events = await admin`select action, outcome from audit.events
    where tenant_id = ${clinic.tenantId} and action like 'document.%' order by seq`;
  expect(events).toMatchObject([
    { action: "document.issued", outcome: "success" },
    { action: "document.checked", outcome: "failed" },
  ]);
  for (const change of [
    "update app.issued_documents set row_count = 2",
    "delete from app.issued_documents",
  ]) {
    const attempt = runInScope(clinic.as("tenant_admin"), "issued:read", (scope) =>
      scope.tx.execute(change),
    );
    await expect(attempt).rejects.toMatchObject({ cause: { code: "42501" } });
  }
  expect(await check(clinic, { code })).toMatchObject({ verdict: "issued" });
});

test("nobody issues in another's name or at an instant of their own", async () => {
  const clinic = await newClinic();
  const add = (columns: string, values: string) =>
    runInScope(clinic.as("biller"), "home:read", (scope) =>
      scope.tx.execute(`insert into app.issued_documents
        (tenant_id, id, code, digest, kind, row_count, issued_by${columns}) values
        ('${clinic.tenantId}', '${newId()}', '${newCode()}', sha256('x'), 'audit-trail', 1, ${values})`),
    );
  const refused = { cause: { code: "42501" } };
  await expect(add("", `'${clinic.as("tenant_admin").memberId}'`)).rejects.toMatchObject(refused);
  const own = `'${clinic.as("biller").memberId}'`;
  await expect(add(", issued_at", `${own}, now()`)).rejects.toMatchObject(refused);
  await add("", own);
});

test("the list is of this clinic alone, newest first, page by page, and for administrators", async () => {
  const [clinic, other] = [await newClinic(), await newClinic()];
  await issue(other);
  const codes = [await issue(clinic), await issue(clinic), await issue(clinic)];
  const list = (before?: { at: string; id: string }) =>
    runInScope(clinic.as("tenant_admin"), "issued:read", (scope) =>
      listIssued(scope, { size: 2, before }),
    );
  const first = await list();
  const second = await list(first.before);
  const shown = [...first.documents, ...second.documents].map(({ code }) => code);
  expect(shown).toEqual(codes.toReversed());
  expect(second.before).toBeUndefined();
  for (const role of ["biller", "prescriber", "medical_assistant"] as const) {
    const peek = runInScope(clinic.as(role), "issued:read", (scope) =>
      listIssued(scope, { size: 2 }),
    );
    await expect(peek).rejects.toThrow("missing issued:read");
  }
});
