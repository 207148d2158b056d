"use client";

import { TextField } from "#components/ui/text-field";
import type { FormAction } from "#lib/form-state";
import type { MemberView } from "#lib/members/view";
import { MemberStep } from "./member-step.tsx";
import { rolesInWords } from "./member-words.tsx";

/** What can be done to a member as a whole, each with the action that does it. */
export interface MemberActions {
  readonly deactivate: FormAction<void>;
  readonly reactivate: FormAction<void>;
  readonly endSessions: FormAction<void>;
  readonly startReset: FormAction<void>;
  readonly resetFactors: FormAction<void>;
  readonly resend: FormAction<void>;
  readonly withdraw: FormAction<void>;
}

/** The steps that are possible as the member stands now; one that is not is left out, or says why it cannot be. */
export function MemberSteps({
  member,
  hasFactor,
  actions,
}: {
  readonly member: MemberView;
  readonly hasFactor: boolean;
  readonly actions: MemberActions;
}) {
  const { memberId, name } = member;
  if (member.status === "withdrawn")
    return <p className="text-ink-2">The invitation was withdrawn. Invite the address again.</p>;

  return (
    <ul className="-my-2 divide-y divide-line">
      {member.status === "invited" ? (
        <>
          <MemberStep
            memberId={memberId}
            action={actions.resend}
            step={{
              label: "Send the invitation again",
              explanation: "A new link by mail; the one before stops working.",
              question: `Send ${name} a new link?`,
              consequence: "It works once, for three days. The link before it stops working now.",
              done: "Invitation sent",
            }}
          />
          <MemberStep
            memberId={memberId}
            action={actions.withdraw}
            step={{
              label: "Withdraw the invitation",
              explanation: "Its link stops working.",
              question: `Withdraw the invitation of ${name}?`,
              consequence: "The link stops working at once. The address can be invited again.",
              done: "Invitation withdrawn",
              isGrave: true,
            }}
          />
        </>
      ) : null}
      {member.status === "active" ? (
        <>
          <MemberStep
            memberId={memberId}
            action={actions.startReset}
            step={{
              label: "Send a password reset",
              explanation: "They choose a new password themselves; nobody else sees it.",
              question: `Send ${name} a link to choose a new password?`,
              consequence:
                "It goes to their own address and works once, for ten minutes. Until it is used, the old password goes on working.",
              done: "Password reset sent",
            }}
          />
          {hasFactor && !member.isSelf ? (
            <MemberStep
              memberId={memberId}
              action={actions.resetFactors}
              step={{
                label: "Reset the second factor",
                explanation: "For somebody who has lost their phone or passkey.",
                question: `Take every second factor away from ${name}?`,
                consequence:
                  "Codes, passkeys and recovery codes stop working and every session ends. Make sure first that it is really them who asks. Not possible for somebody who also works in another clinic.",
                done: "Second factor reset",
                isGrave: true,
              }}
            />
          ) : null}
          <MemberStep
            memberId={memberId}
            action={actions.endSessions}
            step={{
              label: "End all sessions",
              explanation: "Signs them out of this clinic, everywhere, at once.",
              question: `Sign ${member.isSelf ? "yourself" : name} out everywhere?`,
              consequence: "Everything open in this clinic ends now. They may sign in again.",
              done: "Sessions ended",
              isGrave: true,
            }}
          />
          {member.isLastAdministrator ? (
            <li className="py-2">
              <p className="font-medium">Deactivate</p>
              <p className="text-ink-3 text-xs">
                Not possible: nobody else administers this clinic.
              </p>
            </li>
          ) : (
            <MemberStep
              memberId={memberId}
              action={actions.deactivate}
              step={{
                label: "Deactivate",
                explanation: "They can no longer enter this clinic. What they did stays on record.",
                question: `Deactivate ${member.isSelf ? "yourself" : name}?`,
                consequence: "Everything they have open in this clinic ends now.",
                done: "Member deactivated",
                isGrave: true,
              }}
              fields={(issues) => (
                <TextField
                  label="Reason"
                  name="reason"
                  hint="Kept in the audit trail"
                  autoComplete="off"
                  maxLength={300}
                  required
                  issues={issues.reason}
                />
              )}
            />
          )}
        </>
      ) : null}
      {member.status === "deactivated" ? (
        <MemberStep
          memberId={memberId}
          action={actions.reactivate}
          step={{
            label: "Reactivate",
            explanation: "They may enter this clinic again.",
            question: `Let ${name} into this clinic again?`,
            consequence: `With the roles they had: ${rolesInWords(member.roles)}.`,
            done: "Member reactivated",
          }}
        />
      ) : null}
    </ul>
  );
}
