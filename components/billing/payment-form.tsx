"use client";

import { useActionState, useEffect, useId, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { Notice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
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

/**
 * Takes a payment for a patient: this invoice first, then the oldest ones, the rest on the patient's
 * account. The key is minted with the page, so that sending the same form twice posts once.
 */
export function PaymentForm({
  invoice,
  idempotencyKey,
  action,
}: {
  readonly invoice: InvoiceView;
  readonly idempotencyKey: string;
  readonly action: FormAction<PostedPaymentView>;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" });
  const open = useMemo(
    () =>
      [...invoice.open].sort(
        (a, b) =>
          Number(b.invoiceId === invoice.invoiceId) - Number(a.invoiceId === invoice.invoiceId),
      ),
    [invoice.open, invoice.invoiceId],
  );
  const [amount, setAmount] = useState(typedFromCents(Math.max(invoice.openCents, 0)));
  const [own, setOwn] = useState<Readonly<Record<string, string>>>({});
  const toast = useToast();
  const announced = useRef<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const summary = useId();

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
    setOwn({});
    setAmount(typedFromCents(Math.max(invoice.openCents, 0)));
    toast({
      title: `${formatCents(state.view.amountCents)} posted`,
      description:
        state.view.unappliedCents === 0
          ? "All of it is applied."
          : `${formatCents(state.view.unappliedCents)} is on the account as credit.`,
    });
  }, [state, toast, invoice.openCents]);

  useEffect(() => {
    if (state.status === "invalid") toFirstWrong(form.current);
  }, [state]);

  return (
    <form
      ref={form}
      action={submit}
      onSubmit={(event) => {
        if (!applied.some((part) => part.isUnreadable)) return;
        event.preventDefault();
        toFirstWrong(form.current);
      }}
      className="flex flex-col gap-3"
      aria-describedby={summary}
    >
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
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
          onChange={(event) => setAmount(event.currentTarget.value)}
          issues={issues.amount}
          required
          inputClassName="tabular text-right"
        />
        <TextField
          label="Received on"
          name="receivedOn"
          type="date"
          defaultValue={invoice.today}
          max={invoice.today}
          issues={issues.receivedOn}
          required
        />
        <Field label="Method" issues={issues.method}>
          <Select
            label="Method"
            name="method"
            choices={methods}
            defaultValue={invoice.responsible === "insurance" ? "insurance" : "card"}
          />
        </Field>
        <TextField
          label="Reference"
          name="reference"
          hint="Check or confirmation number"
          autoComplete="off"
          maxLength={80}
          issues={issues.reference}
        />
      </div>
      <AllocationFields
        parts={applied}
        onType={(invoiceId, typed) => setOwn((before) => ({ ...before, [invoiceId]: typed }))}
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
          Nothing was posted. Sign in again to continue.
        </Notice>
      ) : null}
      <div>
        <Button type="submit" look="primary" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Posting…" : `Post ${cents > 0 ? formatCents(cents) : "payment"}`}
        </Button>
      </div>
    </form>
  );
}
