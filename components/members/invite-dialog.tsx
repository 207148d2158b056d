"use client";

import { UserPlus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { MemberRole } from "#lib/access/permissions";
import type { FormAction } from "#lib/form-state";
import { Outcome } from "./outcome.tsx";
import { RoleOrder } from "./role-order.tsx";
import { useChange } from "./use-change.tsx";

type Invite = FormAction<{ memberId: string }>;

/** Invites somebody by mail: they choose their own password, and hold these roles once they have accepted. */
export function InviteDialog({ action }: { readonly action: Invite }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      title="Invite a member"
      description="They get a link by mail that works once, for three days, and choose their own password."
      open={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button look="primary">
          <UserPlus aria-hidden /> Invite
        </Button>
      }
    >
      <InviteForm action={action} onDone={() => setOpen(false)} />
    </Dialog>
  );
}

function InviteForm({ action, onDone }: { readonly action: Invite; readonly onDone: () => void }) {
  const [roles, setRoles] = useState<readonly MemberRole[]>([]);
  const toast = useToast();
  const { state, issues, isPending, onSubmit } = useChange(action, () => {
    toast({ title: "Invited", description: "The list shows whether the mail has left." });
    onDone();
  });

  return (
    <form onSubmit={onSubmit} noValidate className="flex flex-col gap-3">
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="off"
        maxLength={254}
        required
        issues={issues.email}
      />
      <TextField
        label="Name"
        name="displayName"
        autoComplete="off"
        maxLength={120}
        required
        issues={issues.displayName}
      />
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="Credentials"
          name="credentials"
          hint="As after a name: MD, NP, PA-C"
          autoComplete="off"
          maxLength={40}
          issues={issues.credentials}
        />
        <TextField
          label="NPI"
          name="npi"
          hint="Ten digits"
          inputMode="numeric"
          autoComplete="off"
          maxLength={10}
          issues={issues.npi}
          inputClassName="tabular"
        />
      </div>
      <RoleOrder roles={roles} onChange={setRoles} issues={issues.roles} />
      <Outcome state={state} />
      <div>
        <Button type="submit" look="primary" size="form" disabled={isPending} focusableWhenDisabled>
          {isPending ? "Inviting…" : "Invite"}
        </Button>
      </div>
    </form>
  );
}
