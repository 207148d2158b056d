"use client";

import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import { clinicDateTime } from "#lib/dates";

/** What paper has to say and the screen need not: whose record it is, who printed it, and when. */
export function PrintMark({
  clinic,
  member,
  timeZone,
}: {
  readonly clinic: string;
  readonly member: string;
  readonly timeZone: string;
}) {
  const [at, setAt] = useState("");
  useEffect(() => {
    const onPrint = () => flushSync(() => setAt(clinicDateTime(new Date(), timeZone)));
    window.addEventListener("beforeprint", onPrint);
    return () => window.removeEventListener("beforeprint", onPrint);
  }, [timeZone]);

  return (
    <p className="mb-3 hidden justify-between gap-4 border-line border-b pb-1.5 text-ink-2 print:flex">
      <span className="font-semibold">{clinic}</span>
      <span className="tabular">
        Confidential. Printed {at} by {member}
      </span>
    </p>
  );
}
