import { Chip, type Tone } from "#components/ui/chip";
import type { MemberRole } from "#lib/access/permissions";
import { roleWords } from "#lib/access/role-words";
import type { Factors } from "#lib/auth/view";
import type { InvitationState, MemberStatus } from "#lib/members/view";

/** The states of a member in words. */
export const statusWords: Record<MemberStatus, string> = {
  active: "Active",
  invited: "Invited",
  deactivated: "Deactivated",
  withdrawn: "Withdrawn",
};

const tones: Record<MemberStatus, Tone> = {
  active: "ok",
  invited: "info",
  deactivated: "neutral",
  withdrawn: "neutral",
};

/** How a member stands to the clinic; of an open invitation also whether it can still be accepted. */
export function MemberStatusChip({
  status,
  invitation,
}: {
  readonly status: MemberStatus;
  readonly invitation?: InvitationState | undefined;
}) {
  if (status === "invited" && invitation !== "sent")
    return (
      <Chip tone="warning">
        {invitation === "expired" ? "Invitation expired" : "Invitation not sent"}
      </Chip>
    );
  return <Chip tone={tones[status]}>{statusWords[status]}</Chip>;
}

/** Which kinds of second factor somebody has, in words. */
export function factorWords({ hasCode, hasPasskey }: Factors): string {
  if (hasCode && hasPasskey) return "Passkey, code";
  if (hasPasskey) return "Passkey";
  return hasCode ? "Code" : "None";
}

/** Roles in the order in which they are tried. */
export const rolesInWords = (roles: readonly MemberRole[]): string =>
  roles.map((role) => roleWords[role]).join(", ");

/** A name with the letters after it. */
export const nameWithCredentials = (member: {
  readonly name: string;
  readonly credentials: string | null;
}): string => (member.credentials ? `${member.name}, ${member.credentials}` : member.name);
