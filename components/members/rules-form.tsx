"use client";

import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Notice } from "#components/ui/notice";
import { useToast } from "#components/ui/toast";
import { allRoles, roleDuties, roleWords } from "#lib/access/role-words";
import type { FormAction } from "#lib/form-state";
import { seenRules } from "#lib/members/input";
import { type Assurance, mustEnrol, type SignInRules } from "#lib/members/rules";
import type { AskedMember } from "#lib/members/view";
import { AskedMembers } from "./asked-members.tsx";
import { Outcome } from "./outcome.tsx";
import { useChange } from "./use-change.tsx";
import { useDraft } from "./use-draft.tsx";

const choices: readonly { readonly value: Assurance; readonly label: string }[] = [
  { value: 1, label: "Password" },
  { value: 2, label: "Any second factor" },
  { value: 3, label: "Passkey" },
];

const everyone = (value: Assurance) =>
  Object.fromEntries(allRoles.map((role) => [role, value])) as SignInRules;

/** What is asked of each role, with the people whom it would ask for more before it is saved. */
export function RulesForm({
  rules,
  members,
  ownId,
  action,
}: {
  readonly rules: SignInRules;
  readonly members: readonly AskedMember[];
  readonly ownId: string;
  readonly action: FormAction<void>;
}) {
  const seen = seenRules(rules);
  const [chosen, setChosen] = useDraft(rules, seen);
  const toast = useToast();
  const { state, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Sign-in rules saved", description: "They hold from the next request on." }),
  );
  const isSame = seenRules(chosen) === seen;
  const own = members.find(({ memberId }) => memberId === ownId);

  return (
    <form
      onSubmit={onSubmit}
      className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]"
    >
      <input type="hidden" name="seen" value={seen} />
      <Card title="What each role signs in with" headingId="rules">
        <p className="mb-2 text-ink-2">
          Somebody with several roles is asked what the strictest of them asks. Whoever has a second
          factor always signs in with it.
        </p>
        <div className="divide-y divide-line">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5">
            <span className="min-w-56 flex-1 font-medium">For everyone</span>
            <div className="flex flex-wrap gap-1.5">
              {choices.map(({ value, label }) => (
                <Button
                  key={value}
                  aria-label={`For everyone: ${label}`}
                  onClick={() => setChosen(everyone(value))}
                >
                  {label}
                </Button>
              ))}
            </div>
          </div>
          {allRoles.map((role) => (
            <fieldset
              key={role}
              className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 py-2.5"
            >
              <legend className="float-left min-w-56 flex-1">
                <span className="block font-medium">{roleWords[role]}</span>
                <span className="block text-ink-3 text-xs">{roleDuties[role]}</span>
              </legend>
              <div className="flex flex-wrap gap-x-4 gap-y-1">
                {choices.map(({ value, label }) => (
                  <label key={value} className="flex min-h-7 items-center gap-1.5">
                    <input
                      type="radio"
                      name={role}
                      value={value}
                      checked={chosen[role] === value}
                      onChange={() => setChosen({ ...chosen, [role]: value })}
                      className="size-4 shrink-0 accent-accent"
                    />
                    {label}
                  </label>
                ))}
              </div>
            </fieldset>
          ))}
        </div>
        <div className="mt-2 flex flex-col gap-3">
          {own !== undefined && mustEnrol(chosen, own) ? (
            <Notice tone="warning" title="You do not have what you ask for">
              With your next click you will be asked to set it up before you can go on.
            </Notice>
          ) : null}
          <Outcome state={state} />
          <div className="flex gap-2">
            <Button
              type="submit"
              look="primary"
              size="form"
              disabled={isPending || isSame}
              focusableWhenDisabled
            >
              {isPending ? "Saving…" : "Save rules"}
            </Button>
            {isSame ? null : (
              <Button size="form" onClick={() => setChosen(rules)}>
                Undo
              </Button>
            )}
          </div>
        </div>
      </Card>
      <AskedMembers rules={chosen} members={members} isSame={isSame} />
    </form>
  );
}
