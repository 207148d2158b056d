import { Notice } from "#components/ui/notice";
import type { Failure } from "./failure-words.ts";

/** What went wrong, read out when it appears. */
export function FailureNotice({ failure }: { readonly failure: Failure | undefined }) {
  return failure === undefined ? null : (
    <Notice live tone="critical" title={failure.title} className="mb-3">
      {failure.text}
    </Notice>
  );
}
