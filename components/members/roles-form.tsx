"use client";

import { Button } from "#components/ui/button";
import { Notice } from "#components/ui/notice";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import { roleChange } from "#lib/members/rules";
import type { MemberView } from "#lib/members/view";
import { rolesInWords } from "./member-words.tsx";
import { Outcome } from "./outcome.tsx";
import { RoleOrder } from "./role-order.tsx";
import { useChange } from "./use-change.tsx";
import { useDraft } from "./use-draft.tsx";

/** Which roles a member holds. Says before it is sent what the change takes and whom it signs out. */
export function RolesForm({
  member,
  action,
}: {
  readonly member: MemberView;
  readonly action: FormAction<void>;
}) {
  const seen = member.roles.join();
  const [roles, setRoles] = useDraft(member.roles, seen);
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, () =>
    toast({ title: "Roles changed", description: `${member.name}: ${rolesInWords(roles)}` }),
  );
  const { removed } = roleChange(member.roles, roles);
  const isSame = roles.join() === seen;
  const who = member.isSelf ? "You are" : `${member.name} is`;

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-3">
      <input type="hidden" name="memberId" value={member.memberId} />
      <input type="hidden" name="seen" value={seen} />
      <RoleOrder
        roles={roles}
        onChange={setRoles}
        held={member.roles}
        mayAdd={!member.isSelf}
        issues={roles.length === 0 ? ["At least one role."] : issues.roles}
      />
      {member.isSelf ? (
        <p className="text-ink-2">
          These are your own roles. You may give one up; another administrator has to add one.
        </p>
      ) : null}
      {removed.length > 0 && member.status === "active" ? (
        <Notice tone="warning" title={`Without ${rolesInWords(removed)} from the next request on`}>
          {who} signed out of this clinic at once, everywhere, and signs in again.
        </Notice>
      ) : null}
      <Outcome state={state} />
      <div className="flex gap-2">
        <Button
          type="submit"
          look="primary"
          size="form"
          disabled={isPending || isSame || roles.length === 0}
          focusableWhenDisabled
        >
          {isPending ? "Saving…" : "Save roles"}
        </Button>
        {isSame ? null : (
          <Button size="form" onClick={() => setRoles(member.roles)}>
            Undo
          </Button>
        )}
      </div>
    </form>
  );
}
