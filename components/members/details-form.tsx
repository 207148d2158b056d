"use client";

import { Button } from "#components/ui/button";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import { seenDetails } from "#lib/members/input";
import type { MemberView } from "#lib/members/view";
import { Outcome } from "./outcome.tsx";
import { useChange } from "./use-change.tsx";

/** How a member is called: what patients' records and the audit trail show from now on. */
export function DetailsForm({
  member,
  action,
}: {
  readonly member: MemberView;
  readonly action: FormAction<void>;
}) {
  const toast = useToast();
  const seen = seenDetails(member);
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Details saved" }),
  );

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <input type="hidden" name="memberId" value={member.memberId} />
      <input type="hidden" name="seen" value={seen} />
      {/* Fields of their own for each state of the member: they begin anew once it is another. */}
      <TextField
        key={`name ${seen}`}
        label="Name"
        name="displayName"
        defaultValue={member.name}
        autoComplete="off"
        maxLength={120}
        required
        issues={issues.displayName}
      />
      <div key={`letters ${seen}`} className="grid grid-cols-2 gap-3">
        <TextField
          label="Credentials"
          name="credentials"
          hint="As after a name: MD, NP, PA-C"
          defaultValue={member.credentials ?? ""}
          autoComplete="off"
          maxLength={40}
          issues={issues.credentials}
        />
        <TextField
          label="NPI"
          name="npi"
          hint="Ten digits; the last is checked"
          defaultValue={member.npi ?? ""}
          inputMode="numeric"
          autoComplete="off"
          maxLength={10}
          issues={issues.npi}
          inputClassName="tabular"
        />
      </div>
      <Outcome state={state} />
      <div>
        <Button type="submit" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Saving…" : "Save details"}
        </Button>
      </div>
    </form>
  );
}
