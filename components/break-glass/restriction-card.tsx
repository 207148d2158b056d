"use client";

import { FormDialog } from "#components/disclosures/form-dialog";
import { useChange } from "#components/members/use-change";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Field } from "#components/ui/field";
import { Select } from "#components/ui/select";
import { WordsField } from "#components/ui/words-field";
import { askedByWords, categoryWords } from "#lib/break-glass/rules";
import type { CarerView, RestrictionView } from "#lib/break-glass/view";
import { clinicDate } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

/** What can be done about a restriction that stands. */
export interface RestrictionActions {
  readonly add: FormAction<null>;
  readonly remove: FormAction<null>;
  readonly lift: FormAction<null>;
}

/** One restriction that stands: why, since when, who sees through it; with the ways to change that. */
export function RestrictionCard({
  restriction,
  members,
  timeZone,
  actions,
}: {
  readonly restriction: RestrictionView;
  readonly members: readonly CarerView[];
  readonly timeZone: string;
  readonly actions: RestrictionActions;
}) {
  const { restrictionId, team } = restriction;
  const others = members.filter((one) => !team.some(({ memberId }) => memberId === one.memberId));
  const what = categoryWords[restriction.category];
  return (
    <Card
      title={what}
      headingId={`restriction-${restrictionId}`}
      note={`since ${clinicDate(restriction.since, timeZone)}`}
      action={
        <FormDialog
          title={`Lift: ${what}`}
          description="Everyone whose role allows it sees it again, at once. The trail keeps that you lifted it, and why."
          send="Lift the restriction"
          done="Restriction lifted"
          isGrave
          action={actions.lift}
          words={glassWords}
          trigger={<Button>Lift…</Button>}
          fields={(issues) => (
            <>
              <input type="hidden" name="restrictionId" value={restrictionId} />
              <WordsField
                label="Why"
                name="reason"
                maxLength={1000}
                required
                issues={issues.reason}
              />
            </>
          )}
        />
      }
    >
      <dl className="mb-3 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-0.5">
        <dt className="text-ink-2">Asked for by</dt>
        <dd>{askedByWords[restriction.askedBy]}</dd>
        <dt className="text-ink-2">Why</dt>
        <dd className="break-words">
          {restriction.reason ?? <span className="text-ink-3">The record does not say</span>}
        </dd>
      </dl>
      <h3 className="font-medium">Care team</h3>
      {team.length === 0 ? (
        <p className="text-ink-3">Nobody: everyone has to break the glass.</p>
      ) : (
        <ul>
          {team.map((carer) => (
            <li key={carer.memberId} className="flex min-h-8 items-center gap-2">
              <span className="min-w-0 flex-1 break-words">{carer.name}</span>
              <TeamForm
                restrictionId={restrictionId}
                memberId={carer.memberId}
                label="Remove"
                about={carer.name}
                action={actions.remove}
              />
            </li>
          ))}
        </ul>
      )}
      {others.length === 0 ? null : (
        <AddForm restrictionId={restrictionId} others={others} action={actions.add} />
      )}
    </Card>
  );
}

function TeamForm({
  restrictionId,
  memberId,
  label,
  about,
  action,
}: {
  readonly restrictionId: string;
  readonly memberId: string;
  readonly label: string;
  readonly about: string;
  readonly action: FormAction<null>;
}) {
  const { state, isPending, onSubmit } = useChange(action, () => undefined);
  return (
    <form onSubmit={onSubmit} className="flex items-center gap-2">
      <input type="hidden" name="restrictionId" value={restrictionId} />
      <input type="hidden" name="memberId" value={memberId} />
      {state.status === "refused" ? <span role="alert">{glassWords(state.code)}</span> : null}
      <Button
        type="submit"
        look="quiet"
        aria-label={`${label}: ${about}`}
        disabled={isPending}
        focusableWhenDisabled
      >
        {label}
      </Button>
    </form>
  );
}

function AddForm({
  restrictionId,
  others,
  action,
}: {
  readonly restrictionId: string;
  readonly others: readonly CarerView[];
  readonly action: FormAction<null>;
}) {
  const { state, isPending, onSubmit } = useChange(action, () => undefined);
  const choices = others.map(({ memberId, name }) => ({ value: memberId, label: name }));
  return (
    <form onSubmit={onSubmit} className="mt-2 flex flex-wrap items-end gap-2">
      <input type="hidden" name="restrictionId" value={restrictionId} />
      <Field label="Add to the care team" name="memberId" className="w-64">
        <Select
          key={choices[0]?.value}
          label="Add to the care team"
          name="memberId"
          choices={choices}
          defaultValue={choices[0]?.value ?? ""}
        />
      </Field>
      <Button type="submit" size="form" disabled={isPending} focusableWhenDisabled>
        Add
      </Button>
      {state.status === "refused" ? <span role="alert">{glassWords(state.code)}</span> : null}
    </form>
  );
}
