"use client";

import { type ReactNode, useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToast } from "#components/ui/toast";
import type { FormAction, Issues } from "#lib/form-state";
import { Outcome } from "./outcome.tsx";
import { useChange } from "./use-change.tsx";

/** One thing that is done to a member as a whole: what it is, what it means, and the question before it. */
export interface Step {
  readonly label: string;
  readonly explanation: ReactNode;
  readonly question: string;
  readonly consequence: ReactNode;
  readonly done: string;
  readonly isGrave?: boolean;
}

/** A line that offers a step, with the dialog that asks once more. `fields` may ask for more than yes. */
export function MemberStep({
  step,
  memberId,
  action,
  fields,
}: {
  readonly step: Step;
  readonly memberId: string;
  readonly action: FormAction<void>;
  readonly fields?: (issues: Issues) => ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-48 flex-1">
        <p className="font-medium">{step.label}</p>
        <p className="text-ink-3 text-xs">{step.explanation}</p>
      </div>
      <Dialog
        title={step.question}
        description={step.consequence}
        open={isOpen}
        onOpenChange={setOpen}
        trigger={<Button aria-label={step.label}>{step.label.split(" ")[0]}…</Button>}
      >
        <StepForm
          step={step}
          memberId={memberId}
          action={action}
          fields={fields}
          onClose={() => setOpen(false)}
        />
      </Dialog>
    </li>
  );
}

function StepForm({
  step,
  memberId,
  action,
  fields,
  onClose,
}: {
  readonly step: Step;
  readonly memberId: string;
  readonly action: FormAction<void>;
  readonly fields: ((issues: Issues) => ReactNode) | undefined;
  readonly onClose: () => void;
}) {
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, () => {
    toast({ title: step.done });
    onClose();
  });

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="memberId" value={memberId} />
      {fields?.(issues)}
      <Outcome state={state} />
      <div className="flex justify-end gap-2">
        <Button size="form" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          look={step.isGrave === true ? "danger" : "primary"}
          size="form"
          disabled={isPending}
          focusableWhenDisabled
        >
          {isPending ? "One moment…" : step.label}
        </Button>
      </div>
    </form>
  );
}
