import type { MemberRole } from "#lib/access/permissions";
import type { Factors } from "#lib/auth/view";
import type { SignInRules } from "./rules.ts";

export type { InvitationState } from "#lib/links/invitations";

/** How somebody stands to the clinic. Nobody is ever removed: audit events name them. */
export type MemberStatus = "invited" | "withdrawn" | "active" | "deactivated";

/** One member as a line of the list. */
export interface MemberRowView {
  readonly memberId: string;
  readonly name: string;
  readonly credentials: string | null;
  readonly npi: string | null;
  /** In the order in which they are tried. */
  readonly roles: readonly MemberRole[];
  readonly status: MemberStatus;
  readonly lastSignInAt: string | null;
}

/** A page of the list of members. `next` asks for the one after it; `all` counts the whole clinic's, whatever the filters. */
export interface MemberPage {
  readonly rows: readonly MemberRowView[];
  readonly next: string | undefined;
  readonly all: number;
}

/** One member with everything that their administrator may know. */
export interface MemberView extends MemberRowView {
  readonly email: string | null;
  readonly since: string;
  readonly deactivatedAt: string | null;
  /** Whether it is the person who looks. */
  readonly isSelf: boolean;
  /** Whether nobody else administers the clinic, so that they have to stay as they are. */
  readonly isLastAdministrator: boolean;
}

/** Somebody of whom a rule of sign-in may ask something. */
export interface RuledMember {
  readonly memberId: string;
  readonly name: string;
  readonly roles: readonly MemberRole[];
}

/** What the clinic asks of each role, and who would be asked. */
export interface SignInRulesView {
  readonly rules: SignInRules;
  readonly members: readonly RuledMember[];
}

/** Somebody of whom a rule may ask something, with the factors they have. */
export interface AskedMember extends RuledMember {
  readonly factors: Factors;
}
