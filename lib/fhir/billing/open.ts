import "server-only";
import { and, eq, inArray, sum } from "drizzle-orm";
import { invoices } from "#db/schema/invoices";
import { postings } from "#db/schema/postings";
import { type PostingDraft, type Responsible, receivable } from "#lib/billing/ledger";
import type { UnitRun } from "../run.ts";
import { chunks } from "../sources.ts";

/** What an invoice has open while a batch is posted: it never falls below zero on either side. */
export class OpenInvoice {
  readonly id: string;
  readonly patientId: string;
  readonly #open: Record<Responsible, number> = { patient: 0, insurance: 0 };

  constructor(id: string, patientId: string) {
    this.id = id;
    this.patientId = patientId;
  }

  /** What one party still owes. */
  owed(by: Responsible): number {
    return this.#open[by];
  }

  /** Adds what the ledger says is open. */
  load(by: Responsible, cents: number): void {
    this.#open[by] += cents;
  }

  /** Takes up to `cents` from what a party owes, and returns the side to post, which may be of zero. */
  take(by: Responsible, cents: number): PostingDraft {
    const taken = Math.min(Math.max(cents, 0), Math.max(this.#open[by], 0));
    this.#open[by] -= taken;
    return {
      account: receivable(by),
      cents: -taken,
      patientId: this.patientId,
      invoiceId: this.id,
    };
  }

  /** Adds to what a party owes. */
  give(by: Responsible, cents: number): PostingDraft {
    this.#open[by] += cents;
    return { account: receivable(by), cents, patientId: this.patientId, invoiceId: this.id };
  }
}

/** The open amounts of invoices, as the ledger has them now. */
export async function openInvoices(
  unit: UnitRun,
  ids: readonly string[],
): Promise<Map<string, OpenInvoice>> {
  const found = new Map<string, OpenInvoice>();
  for (const part of chunks([...new Set(ids)], 1_000)) {
    const rows = await unit.tx
      .select({ id: invoices.id, patientId: invoices.patientId })
      .from(invoices)
      .where(and(eq(invoices.tenantId, unit.tenantId), inArray(invoices.id, part)));
    for (const row of rows) found.set(row.id, new OpenInvoice(row.id, row.patientId));
    for (const by of ["patient", "insurance"] as const) {
      const sums = await unit.tx
        .select({ id: postings.invoiceId, cents: sum(postings.amountCents) })
        .from(postings)
        .where(
          and(
            eq(postings.tenantId, unit.tenantId),
            eq(postings.account, receivable(by)),
            inArray(postings.invoiceId, part),
          ),
        )
        .groupBy(postings.invoiceId);
      for (const row of sums) found.get(row.id ?? "")?.load(by, Number(row.cents));
    }
  }
  return found;
}
