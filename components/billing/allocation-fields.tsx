import { inputClass } from "#components/ui/input-look";
import type { InvoiceView } from "#lib/billing/view";
import { civilDate } from "#lib/dates";
import { formatCents } from "#lib/money";

/** What of a payment goes to one invoice: what was typed for it, and what that means. */
export type Part = InvoiceView["open"][number] & {
  readonly typed: string;
  readonly cents: number;
  readonly isUnreadable: boolean;
};

function complaintOf({ isUnreadable, cents, openCents }: Part): string | undefined {
  if (isUnreadable) return "Enter an amount such as 125.00.";
  return cents > openCents ? "More than is open" : undefined;
}

/** A box for each open invoice of the patient, with what is wrong with it in words. */
export function AllocationFields({
  parts,
  onType,
}: {
  readonly parts: readonly Part[];
  readonly onType: (invoiceId: Part["invoiceId"], typed: string) => void;
}) {
  if (parts.length === 0) return null;
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1 font-medium">Apply to</legend>
      {parts.map((part) => {
        const complaint = complaintOf(part);
        const id = `apply-${part.invoiceId}`;
        return (
          <div key={part.invoiceId} className="flex items-center gap-2">
            <label htmlFor={id} className="tabular min-w-0 flex-1">
              <span className="code-text block">{part.number}</span>
              <span className="block text-ink-3 text-xs">
                {civilDate(part.issuedOn)} · {formatCents(part.openCents)} open
              </span>
              {complaint === undefined ? null : (
                <span className="block font-medium text-critical text-xs">{complaint}</span>
              )}
            </label>
            <input
              id={id}
              inputMode="decimal"
              autoComplete="off"
              value={part.typed}
              aria-invalid={complaint === undefined ? undefined : true}
              onChange={(event) => onType(part.invoiceId, event.currentTarget.value)}
              className={`${inputClass} tabular w-28! shrink-0 text-right`}
            />
          </div>
        );
      })}
    </fieldset>
  );
}
