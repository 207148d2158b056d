"use client";

import { useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import type { ShreddingView } from "#lib/keys/view";
import { KeyOutcome } from "./key-outcome.tsx";
import { instantWords } from "./key-words.ts";
import { useKeyChange } from "./use-key-change.ts";

interface Props {
  readonly request: ShreddingView;
  readonly slug: string;
  readonly timeZone: string;
  readonly action: FormAction<null>;
}

/** The operator's request that the clinic's records become unreadable, which an administrator may approve. */
export function ShreddingRequest({ request, slug, timeZone, action }: Props) {
  const { requestedBy, requestedAt, approvedAt } = request;
  return (
    <Notice
      tone="critical"
      title="The operator asks that this clinic's records become unreadable for good"
    >
      <p>
        Asked for by {requestedBy} at the operator on {instantWords(requestedAt, timeZone)}. It
        destroys every key of the clinic, and with them all records, in copies and backups as well.
        Nothing brings them back.
      </p>
      {approvedAt === undefined ? (
        <div className="mt-2">
          <ApproveDialog slug={slug} action={action} />
        </div>
      ) : (
        <p className="font-medium">
          Approved on {instantWords(approvedAt, timeZone)}. The operator may carry it out for thirty
          days.
        </p>
      )}
    </Notice>
  );
}

function ApproveDialog({ slug, action }: Pick<Props, "slug" | "action">) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title="Let the records become unreadable?"
      description="Export what the law or the patients need first. After this the operator can destroy the keys at any moment for thirty days."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={<Button look="danger">Approve…</Button>}
    >
      <ApproveForm slug={slug} action={action} onClose={() => setOpen(false)} />
    </Dialog>
  );
}

function ApproveForm({
  slug,
  action,
  onClose,
}: Pick<Props, "slug" | "action"> & { readonly onClose: () => void }) {
  const toast = useToast();
  const { state, isPending, onSubmit } = useKeyChange(action, () => {
    onClose();
    toast({ title: "Approved", description: "The operator may carry it out." });
  });
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <TextField
        label="The clinic's short name"
        name="slug"
        hint={`Type ${slug} to say that you mean this clinic`}
        autoComplete="off"
        required
        issues={state.status === "invalid" ? state.issues.slug : undefined}
      />
      <KeyOutcome state={state} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="danger" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Approving" : "Approve"}
        </Button>
      </div>
    </form>
  );
}
