"use client";

import { Field as Base } from "@base-ui/react/field";
import { Download } from "lucide-react";
import { type FormEvent, type ReactNode, useState } from "react";
import { useFreshPost } from "#components/factors/step-up";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Field } from "#components/ui/field";
import { inputClass } from "#components/ui/input-look";
import { Notice } from "#components/ui/notice";
import { useToast } from "#components/ui/toast";
import { cn } from "#lib/cn";
import { shownCode } from "#lib/issued/code";
import { keepFile, postFile } from "#lib/post-file";
import { RequestFailed } from "#lib/post-json";

/** One form in which it can be taken: the door that makes it, and what the door is asked for. */
export interface ExportChoice {
  readonly label: string;
  readonly path: string;
  readonly what: object;
}

function failureOf(error: unknown): string {
  if (!(error instanceof RequestFailed))
    return "The connection broke off before the file was whole, so nothing was kept. Try again.";
  if (error.code === "REAUTH") return "Nothing was exported: prove that it is you, then try again.";
  if (error.code === "FORBIDDEN") return "You may not export this.";
  if (error.code === "VALIDATION") return "Check the reason: at least ten characters.";
  if (error.code === "REFUSED")
    return "This is too long for a print. Take it as CSV, which has no limit.";
  const reference = error.requestId === undefined ? "" : ` Reference ${error.requestId}`;
  return `Nothing was exported. Try again in a moment.${reference}`;
}

/**
 * Asks in which form and why, has the person prove that it is still them where that is due, and keeps the
 * file once its last byte is there. It closes with the file's verification code.
 */
export function ExportDialog({
  title,
  tenantId,
  choices,
  holdsPhi,
  label = "Export",
  children,
}: {
  readonly title: string;
  readonly tenantId: string;
  readonly choices: readonly ExportChoice[];
  readonly holdsPhi: boolean;
  readonly label?: string;
  /** What will be in the file, in words. */
  readonly children?: ReactNode;
}) {
  const [isOpen, setOpen] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [chosen, setChosen] = useState(0);
  const [reason, setReason] = useState("");
  const [failure, setFailure] = useState<string>();
  const post = useFreshPost();
  const toast = useToast();
  const isShort = holdsPhi && reason.trim().length < 10;

  const take = async (event: FormEvent) => {
    event.preventDefault();
    const choice = choices[chosen];
    if (!choice || isBusy) return;
    if (isShort) return setFailure("Say why, in at least ten characters.");
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { what: choice.what, ...(holdsPhi && { reason }) };
      const file = await post(() => postFile(choice.path, body, { tenantId }));
      keepFile(file);
      toast({
        title: "Exported",
        description: `The file is in your downloads. Verification code ${shownCode(file.code)}`,
      });
      setOpen(false);
      setReason("");
    } catch (error) {
      setFailure(failureOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      description="The export is recorded with its number of rows and can be checked by its code."
      open={isOpen}
      onOpenChange={(next) => {
        if (!isBusy) setOpen(next);
      }}
      trigger={
        <Button className="print:hidden">
          <Download aria-hidden /> {label}
        </Button>
      }
    >
      <form onSubmit={(event) => void take(event)} className="flex flex-col gap-3">
        {children}
        {choices.length < 2 ? null : (
          <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
            <legend className="mb-1 font-medium">Format</legend>
            {choices.map((choice, index) => (
              <label key={choice.label} className="flex min-h-7 items-center gap-1.5">
                <input
                  type="radio"
                  name="format"
                  checked={index === chosen}
                  onChange={() => setChosen(index)}
                  className="size-4 shrink-0 accent-accent"
                />
                {choice.label}
              </label>
            ))}
          </fieldset>
        )}
        {holdsPhi ? (
          <Field
            label="Reason"
            name="reason"
            required
            hint="It stays in the audit trail with the export. At least ten characters."
          >
            <Base.Control
              render={<textarea rows={3} maxLength={500} />}
              value={reason}
              onValueChange={setReason}
              autoComplete="off"
              aria-required
              className={cn(inputClass, "h-auto resize-y py-1.5")}
            />
          </Field>
        ) : null}
        {failure === undefined ? null : <Notice tone="critical" title={failure} live />}
        <div className="flex justify-end gap-2">
          <Button size="form" onClick={() => setOpen(false)} disabled={isBusy}>
            Cancel
          </Button>
          <Button type="submit" look="primary" size="form" disabled={isBusy} focusableWhenDisabled>
            {isBusy ? "Exporting…" : "Export"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
