import "server-only";
import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { issuedDocuments } from "#db/schema/issued-documents";
import { members } from "#db/schema/members";
import { patients } from "#db/schema/patients";
import { listedName } from "#lib/person-name";
import type { MemberScope, Opener } from "#lib/scope";
import type { CheckIssued, ListIssued } from "./input.ts";
import type { CheckedView, IssuedListView, IssuedView } from "./view.ts";

const columns = {
  id: issuedDocuments.id,
  kind: issuedDocuments.kind,
  code: issuedDocuments.code,
  rows: issuedDocuments.rowCount,
  at: sql<string>`to_char(${issuedDocuments.issuedAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  by: members.displayName,
  digest: issuedDocuments.digest,
  patientId: issuedDocuments.patientId,
  family: patients.familySealed,
  given: patients.givenSealed,
};

function read(scope: MemberScope, ...where: (SQL | undefined)[]) {
  return scope.tx
    .select(columns)
    .from(issuedDocuments)
    .innerJoin(
      members,
      and(eq(members.tenantId, issuedDocuments.tenantId), eq(members.id, issuedDocuments.issuedBy)),
    )
    .leftJoin(
      patients,
      and(
        eq(patients.tenantId, issuedDocuments.tenantId),
        eq(patients.id, issuedDocuments.patientId),
      ),
    )
    .where(and(eq(issuedDocuments.tenantId, scope.tenantId), ...where))
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof read>>[number];

const patientsOf = (rows: readonly Row[]) =>
  rows.flatMap(({ patientId }) => (patientId === null ? [] : [patientId]));

function viewOf(
  { at, by, digest, patientId, family, given, ...row }: Row,
  open: Opener,
): IssuedView {
  const name = (column: string, sealed: Row["family"]) =>
    sealed === null || patientId === null
      ? ""
      : open(sealed, { table: "patients", column, rowId: patientId });
  return {
    ...row,
    issuedAt: at,
    issuedBy: by,
    digest: Buffer.from(digest).toString("hex"),
    patient:
      patientId === null
        ? undefined
        : {
            id: patientId,
            name: listedName({
              family: name("family_sealed", family),
              given: name("given_sealed", given),
            }),
          },
  };
}

/** What the clinic issued, newest first. */
export async function listIssued(
  scope: MemberScope,
  { before, size }: ListIssued,
): Promise<IssuedListView> {
  scope.require("issued:read");
  const later =
    before &&
    sql`(${issuedDocuments.issuedAt}, ${issuedDocuments.id}) < (${before.at}::timestamptz, ${before.id}::uuid)`;
  const rows = await read(scope, later)
    .orderBy(desc(issuedDocuments.issuedAt), desc(issuedDocuments.id))
    .limit(size + 1);
  const page = rows.slice(0, size);
  const open = scope.disclose({
    action: "issued.listed",
    patientIds: patientsOf(page),
    details: { shown: page.length },
  });
  const last = rows.length > size ? page.at(-1) : undefined;
  return {
    documents: page.map((row) => viewOf(row, open)),
    before: last && { at: last.at, id: last.id },
  };
}

/** Whether a code, a file, or the two together are what this clinic issued. What another clinic issued is unknown here. */
export async function checkIssued(
  scope: MemberScope,
  { code, digest }: CheckIssued,
): Promise<CheckedView> {
  scope.require("issued:read");
  const bytes = digest === undefined ? undefined : Buffer.from(digest, "hex");
  const [byCode] =
    code === undefined ? [] : await read(scope, eq(issuedDocuments.code, code)).limit(1);
  const isSame = byCode && bytes && Buffer.from(byCode.digest).equals(bytes);
  const [byFile] =
    bytes === undefined || isSame
      ? []
      : await read(scope, eq(issuedDocuments.digest, bytes))
          .orderBy(desc(issuedDocuments.issuedAt))
          .limit(1);

  const found = byFile ?? byCode;
  const verdict =
    byFile || isSame ? "unaltered" : byCode ? (bytes ? "altered" : "issued") : "unknown";
  const open = scope.disclose({
    action: "document.checked",
    outcome: verdict === "unaltered" || verdict === "issued" ? "success" : "failed",
    ...(found && {
      entity: "issued_documents",
      entityId: found.id,
      patientIds: patientsOf([found]),
    }),
    details: { verdict, code: code ?? null, digest: digest ?? null },
  });
  return {
    verdict,
    document: found && viewOf(found, open),
    isOtherCode: byFile !== undefined && code !== undefined && byFile.code !== code,
  };
}
