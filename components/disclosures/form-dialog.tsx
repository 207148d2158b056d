"use client";

import { type ReactElement, type ReactNode, useState } from "react";
import { Outcome } from "#components/members/outcome";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { useToast } from "#components/ui/toast";
import type { FormAction, FormRefusal, Issues } from "#lib/form-state";

interface Asking<View> {
  readonly title: string;
  readonly description: string;
  /** The word on the button that sends it. */
  readonly send: string;
  /** What is said once it is done. */
  readonly done: string | ((view: View) => string);
  readonly onDone?: () => void;
  readonly isGrave?: boolean;
  readonly action: FormAction<View>;
  readonly words: (code: FormRefusal) => string;
  readonly fields: (issues: Issues) => ReactNode;
}

/** A form over the page: it stays open, with what was typed, until the answer is done. */
export function FormDialog<View>({
  trigger,
  ...asking
}: Asking<View> & { readonly trigger: ReactElement }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title={asking.title}
      description={asking.description}
      open={isOpen}
      onOpenChange={setOpen}
      trigger={trigger}
    >
      <AskedForm {...asking} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function AskedForm<View>({
  send,
  done,
  onDone,
  isGrave = false,
  action,
  words,
  fields,
  onClose,
}: Asking<View> & { readonly onClose: () => void }) {
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, (view) => {
    toast({ title: typeof done === "string" ? done : done(view) });
    onDone?.();
    onClose();
  });
  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      {fields(issues)}
      <Outcome state={state} words={words} />
      <div className="flex justify-end gap-2">
        <Button size="form" onClick={onClose}>
          Cancel
        </Button>
        <Button
          type="submit"
          look={isGrave ? "danger" : "primary"}
          size="form"
          disabled={isPending}
          focusableWhenDisabled
        >
          {isPending ? "One moment…" : send}
        </Button>
      </div>
    </form>
  );
}
