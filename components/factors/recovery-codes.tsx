"use client";

import { Copy, Download, Printer } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { useFirstFocus } from "./use-first-focus.ts";

const fileText = (codes: readonly string[]) =>
  ["Chartkeep recovery codes. Each counts once.", "", ...codes, ""].join("\r\n");

function download(codes: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([fileText(codes)], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = "chartkeep-recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(address);
}

/** Recovery codes at the only moment at which they are shown: to copy, to save or to print, before going on. */
export function RecoveryCodes({
  codes,
  doneLabel,
  onDone,
}: {
  readonly codes: readonly string[];
  readonly doneLabel: string;
  readonly onDone: () => void;
}) {
  const shown = useFirstFocus<HTMLDivElement>("codes");
  const [isKept, setKept] = useState(false);
  const [copied, setCopied] = useState<"no" | "yes" | "failed">("no");

  return (
    <div ref={shown} data-print-alone="">
      <Notice tone="warning" title="Keep these recovery codes now. They are not shown again.">
        Each takes you in once, when you do not have your other factors. Keep them where nobody else
        finds them, and not on this device alone.
      </Notice>
      <ol
        aria-label="Recovery codes"
        className="tabular my-3 grid list-none gap-y-1 rounded-control bg-sunken p-3 font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-2 print:hidden">
        <Button
          onClick={() => {
            navigator.clipboard.writeText(codes.join("\n")).then(
              () => setCopied("yes"),
              () => setCopied("failed"),
            );
          }}
        >
          <Copy aria-hidden /> Copy
        </Button>
        <Button onClick={() => download(codes)}>
          <Download aria-hidden /> Download
        </Button>
        <Button onClick={() => window.print()}>
          <Printer aria-hidden /> Print
        </Button>
        <span aria-live="polite" className="self-center text-ink-3 text-xs">
          {copied === "yes" ? "Copied" : copied === "failed" ? "Copying is not allowed here" : ""}
        </span>
      </div>
      <label className="mt-4 flex items-start gap-2 print:hidden">
        <input
          type="checkbox"
          className="mt-0.5 size-4"
          checked={isKept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        I have kept these codes.
      </label>
      <Button
        look="primary"
        size="form"
        className="mt-3 w-full justify-center print:hidden"
        disabled={!isKept}
        focusableWhenDisabled
        onClick={onDone}
      >
        {doneLabel}
      </Button>
    </div>
  );
}
