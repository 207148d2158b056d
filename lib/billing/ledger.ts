import "server-only";
import { ledgerEntries } from "#db/schema/ledger-entries";
import { postings } from "#db/schema/postings";
import type { TenantTx } from "#db/tenant";
import { newId } from "#lib/ids";

/** The accounts of the clinic's ledger. Debits are positive, credits negative. */
export const accounts = [
  "receivable:patient",
  "receivable:insurance",
  "revenue",
  "cash",
  "unapplied",
  "write_off",
  "contractual",
  "discount",
] as const;

/** An account of the clinic's ledger. */
export type Account = (typeof accounts)[number];

/** Who is to pay: it decides on which receivable account an invoice lies. */
export type Responsible = "patient" | "insurance";

/** The receivable account of a responsible party. */
export const receivable = (responsible: Responsible): Account => `receivable:${responsible}`;

/** One side of an entry, in cents: debit positive, credit negative. Amounts of zero are left out when posting. */
export interface PostingDraft {
  readonly account: Account;
  readonly cents: number;
  readonly patientId: string;
  readonly invoiceId?: string;
}

/** An entry to be posted. With an idempotency key, the database refuses a second entry under the same key. */
export interface EntryDraft {
  readonly id: string;
  readonly kind: "invoice" | "payment" | "allocation" | "adjustment" | "refund" | "reversal";
  readonly effectiveOn: string;
  readonly postedBy: string;
  readonly idempotency?: { readonly key: string; readonly requestHash: Uint8Array };
  readonly postings: readonly PostingDraft[];
}

/** Postings that do not sum to zero, or amounts that are not whole cents. The database refuses them too, when the transaction commits. */
export class UnbalancedEntry extends Error {
  override readonly name = "UnbalancedEntry";
}

/** The sides of an entry without those of zero. Throws UnbalancedEntry unless they sum to zero in whole cents. */
export function balanced(drafts: readonly PostingDraft[]): readonly PostingDraft[] {
  const sides = drafts.filter((draft) => draft.cents !== 0);
  const sum = sides.reduce((total, side) => total + side.cents, 0);
  if (sum !== 0 || !sides.every((side) => Number.isSafeInteger(side.cents))) {
    throw new UnbalancedEntry("an entry must sum to zero in whole cents");
  }
  return sides;
}

/** The rows of several entries and of their postings, for a bulk insert. Throws UnbalancedEntry. */
export function entryRows(tenantId: string, drafts: readonly EntryDraft[]) {
  return {
    entries: drafts.map(({ idempotency, postings: _, ...entry }) => ({
      tenantId,
      ...entry,
      idempotencyKey: idempotency?.key ?? null,
      requestHash: idempotency?.requestHash ?? null,
    })),
    postings: drafts.flatMap((entry) =>
      balanced(entry.postings).map((side) => ({
        tenantId,
        id: newId(),
        entryId: entry.id,
        account: side.account,
        amountCents: side.cents,
        patientId: side.patientId,
        invoiceId: side.invoiceId ?? null,
      })),
    ),
  };
}

/** Posts the sides of entries whose rows are already written: an invoice needs its entry first, and its postings name the invoice. */
export async function postSides(tx: TenantTx, tenantId: string, draft: EntryDraft): Promise<void> {
  const rows = entryRows(tenantId, [draft]);
  if (rows.postings.length > 0) await tx.insert(postings).values(rows.postings);
}

/** Posts one entry with its sides. Throws UnbalancedEntry. */
export async function postEntry(tx: TenantTx, tenantId: string, draft: EntryDraft): Promise<void> {
  const rows = entryRows(tenantId, [draft]);
  await tx.insert(ledgerEntries).values(rows.entries);
  if (rows.postings.length > 0) await tx.insert(postings).values(rows.postings);
}
