"use client";

import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useFreshAction } from "#components/factors/step-up";
import { DraftNote, DraftRestored } from "#components/session/draft-note";
import { useDraft } from "#components/session/use-draft";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Notice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { PaymentDraft } from "#lib/billing/input";
import { spread } from "#lib/billing/rules";
import type { InvoiceView, PostedPaymentView } from "#lib/billing/view";
import type { FormAction } from "#lib/form-state";
import { centsFromTyped, formatCents, typedFromCents } from "#lib/money";
import { AllocationFields } from "./allocation-fields.tsx";
import { refusalWords } from "./refusal-words.ts";

const methods = [
  { value: "card", label: "Card" },
  { value: "cash", label: "Cash" },
  { value: "check", label: "Check" },
  { value: "bank_transfer", label: "Bank transfer" },
  { value: "insurance", label: "Insurance payment" },
];

/** The focus goes to the first box that is wrong, so that nobody has to look for it. */
function toFirstWrong(form: HTMLFormElement | null): void {
  form?.querySelector<HTMLElement>("input[aria-invalid=true]")?.focus();
}

/** The cents typed for one invoice; a box left empty takes nothing. */
const centsOf = (typed: string) => (typed.trim() === "" ? 0 : centsFromTyped(typed));

/** The boxes as they stand before anybody types: what is open, received today. */
const freshBoxes = (invoice: InvoiceView, idempotencyKey: string): PaymentDraft => ({
  idempotencyKey,
  amount: typedFromCents(Math.max(invoice.openCents, 0)),
  method: invoice.responsible === "insurance" ? "insurance" : "card",
  reference: "",
  receivedOn: invoice.today,
  own: {},
});

/**
 * Takes a payment for a patient: this invoice first, then the oldest ones, the rest on the patient's
 * account. The key is minted with the page and kept with what is typed, so that sending the same form
 * twice posts once, also after a lock or a new sign-in in between.
 */
export function PaymentForm({
  invoice,
  idempotencyKey,
  draft,
  clinic,
  action,
}: {
  readonly invoice: InvoiceView;
  readonly idempotencyKey: string;
  /** What the member had typed here before and not sent. */
  readonly draft: { readonly boxes: PaymentDraft; readonly savedAt: string } | undefined;
  readonly clinic: { readonly tenantId: string; readonly timeZone: string };
  readonly action: FormAction<PostedPaymentView>;
}) {
  const [state, submit, isPending] = useFreshAction(action);
  const open = useMemo(
    () =>
      [...invoice.open].sort(
        (a, b) =>
          Number(b.invoiceId === invoice.invoiceId) - Number(a.invoiceId === invoice.invoiceId),
      ),
    [invoice.open, invoice.invoiceId],
  );
  const [boxes, setBoxes] = useState(() => draft?.boxes ?? freshBoxes(invoice, idempotencyKey));
  const [isRestored, setRestored] = useState(draft !== undefined);
  const key = { form: "payment", subjectId: invoice.invoiceId } as const;
  const kept = useDraft(key, clinic.tenantId);
  const { amount } = boxes;
  const own: Readonly<Record<string, string>> = boxes.own;
  const toast = useToast();
  const announced = useRef<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const summary = useId();

  const type = (change: Partial<PaymentDraft>) => {
    const next = { ...boxes, ...change };
    setBoxes(next);
    kept.keep(JSON.stringify(next));
  };
  const { discard } = kept;
  const beginAnew = useCallback(() => {
    discard();
    setRestored(false);
    setBoxes(freshBoxes(invoice, idempotencyKey));
  }, [discard, invoice, idempotencyKey]);

  const cents = centsFromTyped(amount) ?? 0;
  const suggested = spread(cents, open);
  const applied = open.map((each) => {
    const typed = own[each.invoiceId];
    const auto = suggested.find((part) => part.invoiceId === each.invoiceId)?.cents ?? 0;
    return {
      ...each,
      typed: typed ?? typedFromCents(auto),
      cents: typed === undefined ? auto : (centsOf(typed) ?? 0),
      isUnreadable: typed !== undefined && centsOf(typed) === undefined,
    };
  });
  const appliedCents = applied.reduce((sum, each) => sum + each.cents, 0);
  const issues = state.status === "invalid" ? state.issues : {};

  useEffect(() => {
    if (state.status !== "done" || announced.current === state.requestId) return;
    announced.current = state.requestId;
    beginAnew();
    toast({
      title: `${formatCents(state.view.amountCents)} posted`,
      description:
        state.view.unappliedCents === 0
          ? "All of it is applied."
          : `${formatCents(state.view.unappliedCents)} is on the account as credit.`,
    });
  }, [state, toast, beginAnew]);

  useEffect(() => {
    if (state.status === "invalid") toFirstWrong(form.current);
  }, [state]);

  return (
    <form
      ref={form}
      onSubmit={(event) => {
        if (!applied.some((part) => part.isUnreadable)) return submit(event);
        event.preventDefault();
        toFirstWrong(form.current);
      }}
      className="flex flex-col gap-3"
      aria-describedby={summary}
    >
      {isRestored && draft !== undefined ? (
        <DraftRestored savedAt={draft.savedAt} timeZone={clinic.timeZone} onDiscard={beginAnew} />
      ) : null}
      <input type="hidden" name="idempotencyKey" value={boxes.idempotencyKey} />
      <input type="hidden" name="patientId" value={invoice.patient.patientId} />
      <input
        type="hidden"
        name="allocations"
        value={JSON.stringify(
          applied
            .filter((each) => each.cents > 0)
            .map((each) => ({ invoiceId: each.invoiceId, cents: each.cents })),
        )}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Amount received"
          name="amount"
          inputMode="decimal"
          autoComplete="off"
          value={amount}
          maxLength={20}
          onChange={(event) => type({ amount: event.currentTarget.value })}
          issues={issues.amount}
          required
          inputClassName="tabular text-right"
        />
        <TextField
          label="Received on"
          name="receivedOn"
          type="date"
          value={boxes.receivedOn}
          onChange={(event) => type({ receivedOn: event.currentTarget.value })}
          max={invoice.today}
          issues={issues.receivedOn}
          required
        />
        <Field label="Method" issues={issues.method}>
          <Select
            label="Method"
            name="method"
            choices={methods}
            value={boxes.method}
            onChange={(method) => type({ method: method as PaymentDraft["method"] })}
          />
        </Field>
        <TextField
          label="Reference"
          name="reference"
          hint="Check or confirmation number"
          autoComplete="off"
          maxLength={80}
          value={boxes.reference}
          onChange={(event) => type({ reference: event.currentTarget.value })}
          issues={issues.reference}
        />
      </div>
      <AllocationFields
        parts={applied}
        onType={(invoiceId, typed) => type({ own: { ...boxes.own, [invoiceId]: typed } })}
      />
      <p id={summary} aria-live="polite" className="tabular text-ink-2">
        {formatCents(appliedCents)} applied ·{" "}
        {appliedCents > cents
          ? `${formatCents(appliedCents - cents)} more than was received`
          : `${formatCents(cents - appliedCents)} to the account as credit`}
      </p>
      {issues.allocations === undefined ? null : (
        <Notice tone="critical" title={issues.allocations.join(" ")} live />
      )}
      {issues.form === undefined ? null : (
        <Notice tone="critical" title={issues.form.join(" ")} live />
      )}
      {state.status === "refused" ? (
        <Notice tone="critical" title={refusalWords(state.code)} live>
          Nothing was posted. Reference {state.requestId}.
        </Notice>
      ) : null}
      {state.status === "unavailable" ? (
        <Notice tone="critical" title="The clinic's records cannot be reached just now" live>
          Send it again in a moment: the same form never posts twice.
        </Notice>
      ) : null}
      {state.status === "unauthenticated" ? (
        <Notice tone="warning" title="You are signed out" live>
          Nothing was posted, and what you typed is kept. Sign in again to go on.
        </Notice>
      ) : null}
      {state.status === "reauth" ? (
        <Notice tone="warning" title="Prove that it is you first" live>
          Nothing was posted. Send the form again when you can answer.
        </Notice>
      ) : null}
      <DraftNote state={kept.state} />
      <div>
        <Button type="submit" look="primary" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Posting…" : `Post ${cents > 0 ? formatCents(cents) : "payment"}`}
        </Button>
      </div>
    </form>
  );
}
