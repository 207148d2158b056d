"use client";

import { FormDialog } from "#components/disclosures/form-dialog";
import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { WordsField } from "#components/ui/words-field";
import { clinicDateTime } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import type { ReviewView } from "#lib/reviews/view";
import { reviewWords } from "./refusal-words.ts";

/** Who signed a review off, or what is still missing before somebody can. */
export function SignOff({
  review,
  timeZone,
  action,
}: {
  readonly review: ReviewView;
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  const { signedAt, signedBy, conclusion, undecided, isAboutActor, dueAt } = review;
  if (signedAt !== undefined)
    return (
      <Notice
        tone="ok"
        title={`Signed off by ${signedBy}, ${clinicDateTime(signedAt, timeZone)}`}
        className="mb-3"
      >
        {conclusion || "Without a note."}
      </Notice>
    );
  const due = dueAt === undefined ? "" : ` Due ${clinicDateTime(dueAt, timeZone)}.`;
  if (isAboutActor)
    return (
      <Notice tone="info" title="A finding here is about you" className="mb-3">
        Another administrator decides about it and signs this review off.{due}
      </Notice>
    );
  if (undecided > 0)
    return (
      <Notice
        tone={review.state === "overdue" ? "critical" : "warning"}
        title={`${undecided} of ${review.findings} ${review.findings === 1 ? "finding has" : "findings have"} no verdict yet`}
        className="mb-3"
      >
        The review can be signed off when each has one.{due}
      </Notice>
    );
  return (
    <div className="mb-3 flex flex-wrap items-center gap-3">
      <p className="text-ink-2">
        {review.findings === 0 ? "Nothing stood out." : "Every finding has a verdict."}
        {due}
      </p>
      <FormDialog
        title="Sign this review off?"
        description="From then on neither the review nor its verdicts can be changed by anybody."
        send="Sign off"
        done="Signed off"
        action={action}
        words={reviewWords}
        trigger={<Button look="primary">Sign off…</Button>}
        fields={(issues) => (
          <>
            <input type="hidden" name="reviewId" value={review.id} />
            <WordsField
              label="Conclusion"
              name="conclusion"
              hint="If there is something to say"
              maxLength={2_000}
              issues={issues.conclusion}
            />
          </>
        )}
      />
    </div>
  );
}
