import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { issuedDocuments } from "#db/schema/issued-documents";
import type { AuditDetails } from "#lib/audit/append";
import { newId } from "#lib/ids";
import type { Scope } from "#lib/scope";
import { codeLength, codeOf } from "./code.ts";
import type { IssuedKind } from "./kinds.ts";

/** A new verification code. It is made before the file, in which it stands. */
export const newCode = (): string => codeOf(randomBytes(codeLength));

/** The digest by which a file is known again: SHA-256 of all its bytes. */
export const digestOf = (bytes: Uint8Array): Uint8Array =>
  createHash("sha256").update(bytes).digest();

/** What is issued, when all its bytes are known. */
export interface Issue {
  readonly kind: IssuedKind;
  readonly code: string;
  readonly digest: Uint8Array;
  readonly rows: number;
  readonly patientId?: string;
  /** What else the event says, sealed: the format, the reason, what it was narrowed by. */
  readonly details?: AuditDetails;
}

/**
 * Enters a file in the clinic's list of what it issued, with an event that names its patient. Let nothing of
 * it leave, or at least not its end, before the scope's transaction is committed.
 */
export async function issueDocument(
  scope: Scope,
  { kind, code, digest, rows, patientId, details }: Issue,
): Promise<void> {
  const { tenantId, actorId } = scope;
  const id = newId();
  // Without the instant, which is the database's own word and no member may write.
  await scope.tx.execute(sql`insert into ${issuedDocuments}
    (tenant_id, id, code, digest, kind, patient_id, row_count, issued_by)
    values (${tenantId}, ${id}, ${code}, ${digest}, ${kind}, ${patientId ?? null}, ${rows}, ${actorId})`);
  scope.record({
    action: "document.issued",
    entity: "issued_documents",
    entityId: id,
    ...(patientId === undefined ? {} : { patientIds: [patientId] }),
    details: { ...details, kind, code, rows, digest: Buffer.from(digest).toString("hex") },
  });
}
