import "server-only";
import { sql } from "drizzle-orm";
import { adjustments } from "#db/schema/adjustments";
import { ledgerEntries } from "#db/schema/ledger-entries";
import { paymentAllocations } from "#db/schema/payment-allocations";
import { payments } from "#db/schema/payments";
import { postings } from "#db/schema/postings";
import { type EntryDraft, entryRows, type PostingDraft } from "#lib/billing/ledger";
import { newId } from "#lib/ids";
import type { UnitRun } from "../run.ts";
import { chunks } from "../sources.ts";
import { seal } from "../write-rows.ts";

/** What is known of money received. */
export interface PaymentFacts {
  readonly id: string;
  readonly patientId: string;
  readonly payer: "patient" | "insurance";
  readonly method: "card" | "cash" | "check" | "bank_transfer" | "insurance";
  readonly reference: string | undefined;
  readonly receivedOn: string;
  readonly cents: number;
}

/** What is known of a reduction of what is owed. */
export interface AdjustmentFacts {
  readonly id: string;
  readonly kind: "write_off" | "discount" | "contractual";
  readonly reasonCode: string;
  readonly comment: string | undefined;
  readonly effectiveOn: string;
}

/** Payments and adjustments of one batch, gathered and then written together. */
export class Books {
  readonly #unit: UnitRun;
  readonly #entries: EntryDraft[] = [];
  readonly #payments: (typeof payments.$inferInsert)[] = [];
  readonly #allocations: (typeof paymentAllocations.$inferInsert)[] = [];
  readonly #adjustments: (typeof adjustments.$inferInsert)[] = [];

  constructor(unit: UnitRun) {
    this.#unit = unit;
  }

  /** Books money received. What `sides` do not use up is unapplied. `moves` are sides that only change who owes. */
  pay(facts: PaymentFacts, sides: readonly PostingDraft[], moves: readonly PostingDraft[]): void {
    const { tenantId } = this.#unit;
    const { id, patientId, cents } = facts;
    const applied = sides.reduce((total, side) => total - side.cents, 0);
    const entryId = this.post("payment", facts.receivedOn, [
      { account: "cash", cents, patientId },
      ...sides,
      { account: "unapplied", cents: applied - cents, patientId },
      ...moves,
    ]);
    this.#payments.push({
      tenantId,
      id,
      patientId,
      payer: facts.payer,
      method: facts.method,
      referenceSealed:
        facts.reference === undefined
          ? null
          : seal(this.#unit, "payments", "reference_sealed", id, facts.reference),
      receivedOn: facts.receivedOn,
      amountCents: cents,
      entryId,
    });
    const perInvoice = new Map<string, number>();
    for (const { invoiceId, cents: side } of sides) {
      if (invoiceId) perInvoice.set(invoiceId, (perInvoice.get(invoiceId) ?? 0) - side);
    }
    for (const [invoiceId, amountCents] of perInvoice) {
      if (amountCents > 0) {
        this.#allocations.push({
          tenantId,
          id: newId(),
          paymentId: id,
          invoiceId,
          amountCents,
          entryId,
        });
      }
    }
  }

  /** Books a reduction of what one invoice has open; one of nothing leaves no trace. */
  reduce(facts: AdjustmentFacts, side: PostingDraft): void {
    if (side.cents === 0 || !side.invoiceId) return;
    const { tenantId } = this.#unit;
    const { patientId, invoiceId } = side;
    const entryId = this.post("adjustment", facts.effectiveOn, [
      { account: facts.kind, cents: -side.cents, patientId, invoiceId },
      side,
    ]);
    this.#adjustments.push({
      tenantId,
      id: facts.id,
      patientId,
      invoiceId,
      kind: facts.kind,
      reasonCode: facts.reasonCode,
      commentSealed:
        facts.comment === undefined
          ? null
          : seal(this.#unit, "adjustments", "comment_sealed", facts.id, facts.comment),
      amountCents: -side.cents,
      effectiveOn: facts.effectiveOn,
      entryId,
    });
  }

  /** Adds an entry and returns its id. */
  post(
    kind: EntryDraft["kind"],
    effectiveOn: string,
    sides: readonly PostingDraft[],
    id: string = newId(),
  ): string {
    this.#entries.push({ id, kind, effectiveOn, postedBy: this.#unit.actorId, postings: sides });
    return id;
  }

  /** Writes everything, and lets the database check the sums now rather than all of them at the end. */
  async write(): Promise<void> {
    const { tx, tenantId } = this.#unit;
    const rows = entryRows(tenantId, this.#entries);
    for (const part of chunks(rows.entries, 1_000)) await tx.insert(ledgerEntries).values(part);
    for (const part of chunks(rows.postings, 1_000)) await tx.insert(postings).values(part);
    for (const part of chunks(this.#payments, 1_000)) await tx.insert(payments).values(part);
    for (const part of chunks(this.#allocations, 1_000)) {
      await tx.insert(paymentAllocations).values(part);
    }
    for (const part of chunks(this.#adjustments, 1_000)) await tx.insert(adjustments).values(part);
    await checkSums(this.#unit);
  }
}

/**
 * Checks the ledger's sums so far, so that a commit never has all of them to do in one statement. Each
 * check is planned anew: a plan made while the ledger was empty reads all of the clinic for each entry.
 */
export async function checkSums({ tx }: UnitRun): Promise<void> {
  await tx.execute(sql`select set_config('plan_cache_mode', 'force_custom_plan', true)`);
  await tx.execute(sql`set constraints app.entry_balances, app.entry_is_posted immediate`);
  await tx.execute(sql`set constraints app.entry_balances, app.entry_is_posted deferred`);
  await tx.execute(sql`select set_config('plan_cache_mode', 'auto', true)`);
}
