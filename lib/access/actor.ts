import type { MemberRole } from "./permissions.ts";

/** The clinic that a session is open in, as every page shows it. */
export interface ActorTenant {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly color: string;
  readonly timeZone: string;
  readonly specialty: string;
}

/** Who is asking: a signed-in member, in the one clinic their session is open in, with the roles they hold there. */
export interface Actor {
  readonly tenantId: string;
  readonly memberId: string;
  readonly accountId: string;
  readonly sessionId: string;
  readonly displayName: string;
  readonly roles: readonly MemberRole[];
  readonly tenant: ActorTenant;
  /** Where the request came from, as far as the server knows: it is sealed into every event of it. */
  readonly address?: string;
}
