import { GrantLine } from "#components/break-glass/grant-line";
import { GrantState } from "#components/break-glass/review-queue";
import { Card } from "#components/ui/card";
import { Notice } from "#components/ui/notice";
import { categoriesShown, reasonWords, verdictWords } from "#lib/break-glass/rules";
import type { GrantForReviewView } from "#lib/break-glass/view";
import { civilDate, clinicDateTime } from "#lib/dates";

/** Whose chart was opened, by whom, why and how long, and what was found about it so far. */
export function GrantFacts({
  grant,
  timeZone,
}: {
  readonly grant: GrantForReviewView;
  readonly timeZone: string;
}) {
  const { patient } = grant;
  const end = grant.endedAt ?? grant.endsAt;
  return (
    <Card title={patient.name} headingId="access" note={<GrantState grant={grant} />}>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        <dt className="text-ink-2">Born</dt>
        <dd className="tabular">
          {patient.birthDate === undefined ? "Not recorded" : civilDate(patient.birthDate)}
        </dd>
        <dt className="text-ink-2">Opened by</dt>
        <dd>{grant.member}</dd>
        <dt className="text-ink-2">What</dt>
        <dd>{categoriesShown(grant.categories)}</dd>
        <dt className="text-ink-2">When</dt>
        <dd className="tabular">
          {clinicDateTime(grant.startedAt, timeZone)} to {clinicDateTime(end, timeZone)}
        </dd>
        <dt className="text-ink-2">Reason</dt>
        <dd>
          {reasonWords[grant.reasonCode]} <span className="code-text">{grant.reasonCode}</span>
        </dd>
        <dt className="text-ink-2">In their words</dt>
        <dd className="whitespace-pre-wrap break-words">{grant.text}</dd>
      </dl>
      {grant.first === undefined ? null : (
        <Notice tone="warning" title="Not the first time within 24 hours" className="mt-3">
          <GrantLine grant={grant.first} timeZone={timeZone} />
        </Notice>
      )}
      {grant.reviews.map((review) => (
        <div key={review.at} className="mt-3 border-line border-t pt-2">
          <p className="font-medium">
            {verdictWords[review.verdict]}
            <span className="tabular font-normal text-ink-3">
              {" "}
              · {review.reviewer}, {clinicDateTime(review.at, timeZone)}
            </span>
          </p>
          <p className="whitespace-pre-wrap break-words">{review.note}</p>
        </div>
      ))}
    </Card>
  );
}
