import { createHash } from "node:crypto";
import { charges } from "#db/schema/charges";
import { encounters } from "#db/schema/encounters";
import { invoiceLines } from "#db/schema/invoice-lines";
import { invoices } from "#db/schema/invoices";
import { ledgerEntries } from "#db/schema/ledger-entries";
import { notes } from "#db/schema/notes";
import { patients } from "#db/schema/patients";
import { entryRows, postSides, receivable } from "#lib/billing/ledger";
import { InvoiceId, newId, PatientId } from "#lib/ids";
import { DemographicsRecord, packRecord } from "#lib/phi/records";
import type { TestClinic } from "#lib/testing";

/** Records one patient in a clinic of a test and returns their id. Anything not said is made up and unique. */
export async function recordPatient(
  clinic: TestClinic,
  {
    family = "Byron",
    given = "Ada",
    birthDate = "1975-12-10",
    mrn = newId(),
    sex = "Female",
    lastVisitAt,
    isRestricted = false,
  }: {
    readonly family?: string;
    readonly given?: string;
    readonly birthDate?: string;
    readonly mrn?: string;
    readonly sex?: string;
    readonly lastVisitAt?: Date;
    readonly isRestricted?: boolean;
  } = {},
): Promise<PatientId> {
  const patientId = PatientId.parse(newId());
  await clinic.write(async (scope) => {
    const seal = (column: string, text: string) =>
      scope.seal({ table: "patients", column, rowId: patientId }, text);
    await scope.tx.insert(patients).values({
      tenantId: clinic.tenantId,
      id: patientId,
      familySealed: seal("family_sealed", family),
      givenSealed: seal("given_sealed", given),
      birthDateSealed: seal("birth_date_sealed", birthDate),
      mrnSealed: seal("mrn_sealed", mrn),
      mrnToken: scope.tokens.ofMrn(mrn),
      demographicsSealed: seal("demographics_sealed", packRecord(DemographicsRecord, { sex })),
      birthDateToken: scope.tokens.ofBirthDate(birthDate),
      ...scope.tokens.ofName({ family, given }),
      isRestricted,
      lastVisitAt: lastVisitAt ?? null,
    });
  });
  return patientId;
}

/** Issues an invoice of one line to a patient of a test's clinic and returns its id. */
export async function recordInvoice(
  clinic: TestClinic,
  patientId: PatientId,
  {
    cents = 10_000,
    issuedOn = "2026-01-05",
    dueOn = "2026-02-04",
    responsible = "patient",
  }: {
    readonly cents?: number;
    readonly issuedOn?: string;
    readonly dueOn?: string;
    readonly responsible?: "patient" | "insurance";
  } = {},
): Promise<InvoiceId> {
  const invoiceId = InvoiceId.parse(newId());
  const [chargeId, lineId, entryId] = [newId(), newId(), newId()];
  const { tenantId } = clinic;
  await clinic.write(async ({ tx, seal, actorId }) => {
    const entry = {
      id: entryId,
      kind: "invoice" as const,
      effectiveOn: issuedOn,
      postedBy: actorId,
      postings: [
        { account: receivable(responsible), cents, patientId, invoiceId },
        { account: "revenue" as const, cents: -cents, patientId, invoiceId },
      ],
    };
    await tx.insert(charges).values({
      tenantId,
      id: chargeId,
      patientId,
      labelSealed: seal({ table: "charges", column: "label_sealed", rowId: chargeId }, "Visit"),
      unitCents: cents,
      totalCents: cents,
      servicedOn: issuedOn,
      status: "billed",
    });
    await tx.insert(ledgerEntries).values(entryRows(tenantId, [entry]).entries);
    await tx.insert(invoices).values({
      tenantId,
      id: invoiceId,
      number: `T-${invoiceId.slice(-12)}`,
      patientId,
      responsible,
      issuedOn,
      dueOn,
      entryId,
    });
    await tx.insert(invoiceLines).values({
      tenantId,
      id: lineId,
      invoiceId,
      chargeId,
      position: 1,
      labelSealed: seal({ table: "invoice_lines", column: "label_sealed", rowId: lineId }, "Visit"),
      amountCents: cents,
    });
    await postSides(tx, tenantId, entry);
  });
  return invoiceId;
}

/** Records a note and its visit, a signed one with the digest of its envelope, as the importer does. */
export async function recordNote(
  clinic: TestClinic,
  patientId: string,
  {
    text = "A note",
    status = "signed",
  }: { readonly text?: string; readonly status?: "signed" | "draft" } = {},
): Promise<{ readonly noteId: string; readonly encounterId: string }> {
  const { tenantId } = clinic;
  const [noteId, encounterId] = [newId(), newId()];
  const now = new Date();
  await clinic.write(async ({ tx, seal }) => {
    const sealed = (column: string, words: string) =>
      seal({ table: "notes", column, rowId: noteId }, words);
    const textSealed = sealed("text_sealed", text);
    await tx.insert(encounters).values({
      tenantId,
      id: encounterId,
      patientId,
      class: "VR",
      status: "finished",
      startsAt: now,
    });
    await tx.insert(notes).values({
      tenantId,
      id: noteId,
      patientId,
      kind: "progress",
      titleSealed: sealed("title_sealed", "Title"),
      textSealed,
      status,
      writtenAt: now,
      signedAt: status === "signed" ? now : null,
      digest: status === "signed" ? createHash("sha256").update(textSealed).digest() : null,
    });
  });
  return { noteId, encounterId };
}
