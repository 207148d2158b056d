import { Chip, type Tone } from "#components/ui/chip";
import { EmptyState } from "#components/ui/empty-state";
import { TextLink } from "#components/ui/text-link";
import { clinicDateTime, dayOf } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { findingLabels, type Verdict, verdictLabels } from "#lib/reviews/rules";
import type { FindingView, ReviewView } from "#lib/reviews/view";
import { sentenceOf } from "#lib/reviews/words";
import { lookedAtHref } from "#lib/routes";
import { JudgeDialog } from "./judge-dialog.tsx";

const tones: Record<Verdict, Tone> = {
  explained: "ok",
  follow_up: "warning",
  violation: "critical",
};

/** How many patients of a finding are named at once; the others unfold. */
const most = 8;

/** What stood out in a review, each with its events, its patients and what somebody said to it. */
export function FindingList({
  review,
  timeZone,
  action,
}: {
  readonly review: ReviewView;
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  if (review.found.length === 0)
    return (
      <div className="rounded-card border border-line bg-raised">
        <EmptyState title="Nothing stood out">
          {review.looks === 0
            ? "No record was opened in this time."
            : "Of what is looked for, nothing was found in this time."}
        </EmptyState>
      </div>
    );
  return (
    <ul className="divide-y divide-line rounded-card border border-line bg-raised">
      {review.found.map((finding) => (
        <Finding
          key={finding.id}
          finding={finding}
          review={review}
          timeZone={timeZone}
          action={action}
        />
      ))}
    </ul>
  );
}

function Finding({
  finding,
  review,
  timeZone,
  action,
}: {
  readonly finding: FindingView;
  readonly review: ReviewView;
  readonly timeZone: string;
  readonly action: FormAction<void>;
}) {
  const { kind, verdict, note, judgedBy, judgedAt, isOwn } = finding;
  const sentence = sentenceOf(finding);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-1 px-3 py-2.5">
      <div className="min-w-72 flex-1">
        <h2 className="font-semibold">{findingLabels[kind]}</h2>
        <p>{sentence}</p>
        <Patients finding={finding} review={review} timeZone={timeZone} />
        {note === undefined ? null : (
          <p className="mt-1 border-line border-l-2 pl-2 text-ink-2">
            {note}
            <span className="block text-ink-3">
              {judgedBy}
              {judgedAt === undefined ? "" : `, ${clinicDateTime(judgedAt, timeZone)}`}
            </span>
          </p>
        )}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {isOwn ? <Chip tone="info">About you: another member decides</Chip> : null}
        {verdict === undefined ? (
          <Chip tone="neutral">No verdict</Chip>
        ) : (
          <Chip tone={tones[verdict]}>{verdictLabels[verdict]}</Chip>
        )}
        {isOwn || review.state === "signed" ? null : (
          <JudgeDialog finding={finding} sentence={sentence} action={action} />
        )}
      </div>
    </li>
  );
}

function Patients({
  finding,
  review,
  timeZone,
}: {
  readonly finding: FindingView;
  readonly review: ReviewView;
  readonly timeZone: string;
}) {
  const days = {
    from: dayOf(review.startsAt, timeZone),
    to: dayOf(new Date(new Date(review.endsAt).getTime() - 1), timeZone),
  };
  const shown = finding.patients.slice(0, most);
  const others = finding.patients.slice(most);
  const link = ({ id, name }: FindingView["patients"][number]) => (
    <li key={id}>
      <TextLink
        href={lookedAtHref({ member: finding.memberId, patient: id, ...days })}
        prefetch={false}
        aria-label={`${name}: events of ${finding.member} about this patient`}
      >
        {name}
      </TextLink>
    </li>
  );
  return (
    <div className="mt-1 text-ink-2">
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5" aria-label="Patients">
        {shown.map(link)}
      </ul>
      {others.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-accent">{others.length} more</summary>
          <ul className="flex flex-wrap gap-x-4 gap-y-0.5">{others.map(link)}</ul>
        </details>
      )}
      <TextLink href={lookedAtHref({ member: finding.memberId, ...days })} prefetch={false}>
        All events of {finding.member} in this time
      </TextLink>
    </div>
  );
}
