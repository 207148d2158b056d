"use client";

import { Bookmark, Trash2 } from "lucide-react";
import { type ReactNode, startTransition, useActionState, useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Notice } from "#components/ui/notice";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { SavedView } from "#lib/audit/view";
import { cn } from "#lib/cn";
import type { FormAction } from "#lib/form-state";

/** What can be done with views: each is an action of the page. */
export interface ViewActions {
  readonly save: FormAction<{ readonly viewId: string }>;
  readonly remove: FormAction<null>;
}

const same = (one: string, other: string) =>
  [...new URLSearchParams(one)].sort().join("&") ===
  [...new URLSearchParams(other)].sort().join("&");

/** The views that are kept, one's own and those that colleagues share, each opened by one press; and the dialog that keeps one more. */
export function SavedViews({
  views,
  predicates,
  actions,
  onOpen,
  children,
}: {
  readonly views: readonly SavedView[];
  /** How the trail is narrowed now, without its patient. */
  readonly predicates: string;
  readonly actions: ViewActions;
  readonly onOpen: (view: SavedView) => void;
  /** What else is done with the trail as it is narrowed, at the end of the line. */
  readonly children: ReactNode;
}) {
  const here = views.find((view) => same(view.predicates, predicates));
  return (
    <div className="mb-1.5 flex flex-wrap items-center gap-1.5 print:hidden">
      <span className="text-ink-2">Views</span>
      {views.map((view) => (
        <Button
          key={view.id}
          aria-pressed={view.id === here?.id}
          onClick={() => onOpen(view)}
          className={cn(view.id === here?.id && "border-accent bg-selected text-accent")}
        >
          {view.name}
          {view.isOwn ? null : <span className="font-normal text-ink-3">{view.owner}</span>}
          {view.isOwn && view.isShared ? (
            <span className="font-normal text-ink-3">shared</span>
          ) : null}
        </Button>
      ))}
      {views.length === 0 ? <span className="text-ink-3">None saved</span> : null}
      <SaveDialog predicates={predicates} action={actions.save} />
      {here?.isOwn === true ? <Remove view={here} action={actions.remove} /> : null}
      <span className="flex-1" />
      {children}
    </div>
  );
}

function SaveDialog({
  predicates,
  action,
}: {
  readonly predicates: string;
  readonly action: ViewActions["save"];
}) {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const [state, send, isPending] = useActionState<Awaited<ReturnType<typeof action>>, FormData>(
    async (previous, form) => {
      const answer = await action(previous, form);
      if (answer.status === "done") {
        setOpen(false);
        toast({ title: "View saved" });
      }
      return answer;
    },
    { status: "idle" },
  );
  const issues = state.status === "invalid" ? state.issues : {};

  return (
    <Dialog
      title="Save this view"
      description="The filters are kept without the patient."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" disabled={predicates === ""} focusableWhenDisabled>
          <Bookmark aria-hidden /> Save view
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          startTransition(() => send(form));
        }}
        className="flex flex-col gap-3"
      >
        <input type="hidden" name="predicates" value={predicates} />
        <TextField
          label="Name"
          name="name"
          required
          maxLength={60}
          autoComplete="off"
          hint="It is not sealed: name no patient in it."
          issues={issues.name ?? issues.predicates}
        />
        <label className="flex min-h-7 items-center gap-1.5">
          <input
            type="checkbox"
            name="isShared"
            value="on"
            className="size-4 shrink-0 accent-accent"
          />
          Share it with the administrators of the clinic
        </label>
        {state.status === "idle" || state.status === "done" || state.status === "invalid" ? null : (
          <Notice tone="critical" title="The view could not be saved" live>
            {state.status === "refused" && state.code === "views.too-many"
              ? "You have a hundred views. Remove one first."
              : `Try again in a moment. Reference ${state.requestId}`}
          </Notice>
        )}
        <div className="flex justify-end gap-2">
          <Button size="form" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button
            type="submit"
            look="primary"
            size="form"
            disabled={isPending}
            focusableWhenDisabled
          >
            {isPending ? "Saving…" : "Save view"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Remove({
  view,
  action,
}: {
  readonly view: SavedView;
  readonly action: ViewActions["remove"];
}) {
  const [state, send, isPending] = useActionState(action, { status: "idle" });
  const remove = () => {
    const form = new FormData();
    form.set("viewId", view.id);
    startTransition(() => send(form));
  };
  return (
    <>
      <Button look="quiet" onClick={remove} disabled={isPending} focusableWhenDisabled>
        <Trash2 aria-hidden /> Remove view
      </Button>
      {state.status === "idle" || state.status === "done" ? null : (
        <span role="alert" className="text-critical">
          The view could not be removed.
        </span>
      )}
    </>
  );
}
