import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import { ledgerEntries } from "#db/schema/ledger-entries";
import { patients } from "#db/schema/patients";
import { paymentAllocations } from "#db/schema/payment-allocations";
import { payments } from "#db/schema/payments";
import { NotFound, Refusal } from "#lib/errors";
import { newId } from "#lib/ids";
import type { MemberScope, Scope } from "#lib/scope";
import type { PostPayment } from "./input.ts";
import { postEntry, type Responsible, receivable } from "./ledger.ts";
import { openCents } from "./open-amounts.ts";
import type { PostedPaymentView } from "./view.ts";

/** The request in one text: the ledger keeps its keyed hash, and the same key with another request is refused. */
function canonical(input: PostPayment): string {
  const parts = [...input.allocations].sort((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
  const { patientId, amount, method, reference, receivedOn } = input;
  return JSON.stringify([
    patientId,
    amount,
    method,
    reference,
    receivedOn,
    parts.map((part) => [part.invoiceId, part.cents]),
  ]);
}

/** Waits for whoever holds one of `names` in this clinic; held until the transaction ends. Sorted, so that two payments cannot wait for each other. */
async function lock(scope: Scope, names: readonly string[]): Promise<void> {
  for (const name of [...names].sort()) {
    await scope.tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${`${scope.tenantId}:${name}`}, 5))`,
    );
  }
}

/** What was posted under this key before: the first answer again, or a refusal if the request was another. */
async function posted(scope: Scope, input: PostPayment): Promise<PostedPaymentView | undefined> {
  const [row] = await scope.tx
    .select({
      hash: ledgerEntries.requestHash,
      paymentId: payments.id,
      amountCents: payments.amountCents,
      appliedCents:
        sql`(select coalesce(sum(a.amount_cents), 0)::bigint from app.payment_allocations a
        where a.tenant_id = payments.tenant_id and a.payment_id = payments.id)`.mapWith(Number),
    })
    .from(ledgerEntries)
    .innerJoin(
      payments,
      and(eq(payments.tenantId, ledgerEntries.tenantId), eq(payments.entryId, ledgerEntries.id)),
    )
    .where(
      and(
        eq(ledgerEntries.tenantId, scope.tenantId),
        eq(ledgerEntries.idempotencyKey, input.idempotencyKey),
      ),
    );
  if (!row) return undefined;
  const { hash } = row;
  const isRepeat = scope.tokens
    .anyRequest(canonical(input))
    .some((token) => hash !== null && Buffer.compare(hash, token) === 0);
  if (!isRepeat) throw new Refusal("payment.already-posted");
  const { paymentId, amountCents, appliedCents } = row;
  return { paymentId, amountCents, appliedCents, unappliedCents: amountCents - appliedCents };
}

/** The invoices a payment is applied to, with what each has open. Throws NotFound for any that is not this patient's. */
async function target(scope: Scope, input: PostPayment) {
  const ids = input.allocations.map((part) => part.invoiceId);
  if (ids.length === 0) return [];
  const rows = await scope.tx
    .select({
      invoiceId: invoices.id,
      responsible: sql<Responsible>`${invoices.responsible}`,
      openCents,
    })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, scope.tenantId),
        eq(invoices.patientId, input.patientId),
        inArray(invoices.id, ids),
      ),
    );
  return input.allocations.map((part) => {
    const invoice = rows.find((row) => row.invoiceId === part.invoiceId);
    if (!invoice) throw new NotFound("invoice", part.invoiceId);
    if (part.cents > invoice.openCents) throw new Refusal("payment.exceeds-balance");
    return { ...part, responsible: invoice.responsible };
  });
}

/**
 * Posts money received from or for a patient: applied to the invoices named, the rest unapplied. The
 * same form sent twice has one effect and gets the first answer again; the same key with other contents
 * is refused, and so is a part above what an invoice has open.
 */
export async function postPayment(
  scope: MemberScope,
  input: PostPayment,
): Promise<PostedPaymentView> {
  scope.require("payment:post");

  await lock(scope, [input.idempotencyKey]);
  const before = await posted(scope, input);
  if (before) return before;

  const { tenantId } = scope;
  const [patient] = await scope.tx
    .select({
      id: patients.id,
      today: sql<string>`(now() at time zone ${scope.actor.tenant.timeZone})::date::text`,
    })
    .from(patients)
    .where(and(eq(patients.tenantId, tenantId), eq(patients.id, input.patientId)));
  if (!patient) throw new NotFound("patient", input.patientId);
  if (input.receivedOn > patient.today) throw new Refusal("payment.in-the-future");

  await lock(
    scope,
    input.allocations.map((part) => part.invoiceId),
  );
  const parts = await target(scope, input);
  const appliedCents = parts.reduce((sum, part) => sum + part.cents, 0);
  const unappliedCents = input.amount - appliedCents;

  const [entryId, paymentId] = [newId(), newId()];
  await postEntry(scope.tx, tenantId, {
    id: entryId,
    kind: "payment",
    effectiveOn: patient.today,
    postedBy: scope.actorId,
    idempotency: {
      key: input.idempotencyKey,
      requestHash: scope.tokens.ofRequest(canonical(input)),
    },
    postings: [
      { account: "cash", cents: input.amount, patientId: input.patientId },
      ...parts.map((part) => ({
        account: receivable(part.responsible),
        cents: -part.cents,
        patientId: input.patientId,
        invoiceId: part.invoiceId,
      })),
      { account: "unapplied", cents: -unappliedCents, patientId: input.patientId },
    ],
  });
  await scope.tx.insert(payments).values({
    tenantId,
    id: paymentId,
    patientId: input.patientId,
    payer: input.method === "insurance" ? "insurance" : "patient",
    method: input.method,
    referenceSealed:
      input.reference === ""
        ? null
        : scope.seal(
            { table: "payments", column: "reference_sealed", rowId: paymentId },
            input.reference,
          ),
    receivedOn: input.receivedOn,
    amountCents: input.amount,
    entryId,
  });
  if (parts.length > 0) {
    await scope.tx.insert(paymentAllocations).values(
      parts.map((part) => ({
        tenantId,
        id: newId(),
        paymentId,
        invoiceId: part.invoiceId,
        amountCents: part.cents,
        entryId,
      })),
    );
  }
  scope.record({
    action: "payment.posted",
    entity: "payments",
    entityId: paymentId,
    patientIds: [input.patientId],
    details: { amountCents: input.amount, appliedCents, unappliedCents, method: input.method },
  });
  return { paymentId, amountCents: input.amount, appliedCents, unappliedCents };
}
