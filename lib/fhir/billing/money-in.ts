import "server-only";
import { newId } from "#lib/ids";
import type { ReceiptExtra, RemittanceExtra } from "../draft.ts";
import type { Prepared, UnitRun } from "../run.ts";
import { Books } from "./books.ts";
import { type OpenInvoice, openInvoices } from "./open.ts";

/**
 * Posts payers' answers and patients' payments, and returns which row each became. No receivable ever
 * falls below zero: money beyond what is open becomes unapplied credit of the patient.
 */
export async function writeMoneyIn(
  unit: UnitRun,
  batch: readonly Prepared[],
): Promise<Map<string, string>> {
  const named = batch.flatMap((one) =>
    Object.entries(one.links).flatMap(([column, id]) =>
      id && (column === "invoiceId" || column.startsWith("part")) ? [id] : [],
    ),
  );
  const open = await openInvoices(unit, named);
  const books = new Books(unit);
  const entities = new Map<string, string>();
  for (const one of batch) {
    const invoice = open.get(one.links.invoiceId ?? "");
    const { extra } = one.draft;
    if (extra?.kind === "remittance" && invoice) {
      entities.set(one.id, postRemittance(books, one.id, extra, invoice));
    } else if (extra?.kind === "receipt") {
      entities.set(one.id, postReceipt(books, one, extra, open));
    }
  }
  await books.write();
  return entities;
}

function postRemittance(
  books: Books,
  id: string,
  extra: RemittanceExtra,
  invoice: OpenInvoice,
): string {
  const { receivedOn, reference, paidCents } = extra;
  const reduction = invoice.take("insurance", extra.contractualCents);
  books.reduce(
    {
      id: newId(),
      kind: "contractual",
      reasonCode: "contractual",
      comment: undefined,
      effectiveOn: receivedOn,
    },
    reduction,
  );
  const paid = invoice.take("insurance", paidCents);
  const beyond = invoice.take("patient", paidCents + paid.cents);
  const rest = extra.complete ? invoice.owed("insurance") : 0;
  const moves = [invoice.take("insurance", rest), invoice.give("patient", rest)];
  if (paidCents > 0) {
    books.pay(
      {
        id,
        patientId: invoice.patientId,
        payer: "insurance",
        method: "insurance",
        reference,
        receivedOn,
        cents: paidCents,
      },
      [paid, beyond],
      moves,
    );
    return "payments";
  }
  if (rest === 0) return "ledger_entries";
  books.post("allocation", receivedOn, moves, id);
  return "ledger_entries";
}

function postReceipt(
  books: Books,
  one: Prepared,
  extra: ReceiptExtra,
  open: ReadonlyMap<string, OpenInvoice>,
): string {
  const parts = extra.parts.flatMap((part, index) => {
    const invoice = open.get(one.links[`part${index}`] ?? "");
    return invoice ? [{ part, invoice }] : [];
  });
  const patientId = one.links.patientId ?? parts[0]?.invoice.patientId;
  const sides = parts
    .filter(({ part }) => part.type === "payment")
    .flatMap(({ part, invoice }) => {
      const first = invoice.take("patient", part.cents);
      return [first, invoice.take("insurance", part.cents + first.cents)];
    });
  if (extra.amountCents > 0 && patientId) {
    const { method, reference, receivedOn, amountCents: cents } = extra;
    books.pay(
      { id: one.id, patientId, payer: "patient", method, reference, receivedOn, cents },
      sides,
      [],
    );
  }
  for (const { part, invoice } of parts) {
    if (part.type === "payment") continue;
    const first = invoice.take("patient", part.cents);
    const second = invoice.take("insurance", part.cents + first.cents);
    for (const side of [first, second]) {
      const { type: kind, reasonCode, comment } = part;
      books.reduce({ id: newId(), kind, reasonCode, comment, effectiveOn: extra.receivedOn }, side);
    }
  }
  return extra.amountCents > 0 ? "payments" : "ledger_entries";
}
