import "server-only";
import { and, eq } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { members } from "#db/schema/members";
import { memberships } from "#db/schema/memberships";
import { tenants } from "#db/schema/tenants";
import { inTenant, type TenantContext } from "#db/tenant";
import type { ClinicChoice } from "./view.ts";

/** An account as sign-in needs it. */
export interface Account {
  readonly id: string;
  readonly passwordHash: string;
  readonly epoch: number;
}

/** One clinic that an account belongs to, and as which member. */
export interface Place {
  readonly tenantId: string;
  readonly memberId: string;
}

/** An e-mail address as accounts are kept: composed, trimmed, in lower case. */
export const accountEmail = (typed: string): string => typed.normalize("NFC").trim().toLowerCase();

/** The account with this address, unless it is disabled. */
export async function findAccount(email: string): Promise<Account | undefined> {
  return inDirectory(async (tx) => {
    const [account] = await tx
      .select({ id: accounts.id, passwordHash: accounts.passwordHash, epoch: accounts.epoch })
      .from(accounts)
      .where(and(eq(accounts.email, email), eq(accounts.status, "active")));
    return account;
  });
}

/** The address under which a person signs in. */
export async function emailOf(accountId: string): Promise<string | undefined> {
  return inDirectory(async (tx) => {
    const [account] = await tx
      .select({ email: accounts.email })
      .from(accounts)
      .where(eq(accounts.id, accountId));
    return account?.email;
  });
}

/** Replaces an account's password hash by one of today's cost. */
export async function replacePasswordHash(accountId: string, passwordHash: string): Promise<void> {
  await inDirectory((tx) =>
    tx.update(accounts).set({ passwordHash }).where(eq(accounts.id, accountId)),
  );
}

/** Every active clinic in which the account has a membership, whether the member is still active or not; or every suspended one. */
export async function listPlaces(
  accountId: string,
  status: "active" | "suspended" = "active",
): Promise<(Place & ClinicChoice)[]> {
  return inDirectory((tx) =>
    tx
      .select({
        tenantId: memberships.tenantId,
        memberId: memberships.memberId,
        name: tenants.name,
        specialty: tenants.specialty,
        color: tenants.color,
      })
      .from(memberships)
      .innerJoin(tenants, eq(tenants.id, memberships.tenantId))
      .where(and(eq(memberships.accountId, accountId), eq(tenants.status, status)))
      .orderBy(tenants.name),
  );
}

/** The context in which sign-in may read and append in one clinic, on behalf of one member. */
export const placeContext = ({ tenantId, memberId }: Place): TenantContext => ({
  tenantId,
  actorId: memberId,
  role: "chartkeep_directory",
});

async function isActive(accountId: string, place: Place): Promise<boolean> {
  const rows = await inTenant(placeContext(place), (tx) =>
    tx
      .select({ id: members.id })
      .from(members)
      .where(
        and(
          eq(members.tenantId, place.tenantId),
          eq(members.id, place.memberId),
          eq(members.accountId, accountId),
          eq(members.status, "active"),
        ),
      ),
  );
  return rows.length > 0;
}

/** Who wants to open a clinic: an account, in one clinic alone where that clinic's identity provider vouched for it. */
export interface Claimant {
  readonly accountId: string;
  readonly confinedTo?: string | null | undefined;
}

/** The clinics that a person may open at this moment: each asked inside its own wall. */
export async function listOpenPlaces({
  accountId,
  confinedTo,
}: Claimant): Promise<(Place & ClinicChoice)[]> {
  const open: (Place & ClinicChoice)[] = [];
  for (const place of await listPlaces(accountId)) {
    if (confinedTo && place.tenantId !== confinedTo) continue;
    if (await isActive(accountId, place)) open.push(place);
  }
  return open;
}

/** Whether a person would have a clinic to open if it were not suspended. */
export async function isShutOut(accountId: string): Promise<boolean> {
  for (const place of await listPlaces(accountId, "suspended")) {
    if (await isActive(accountId, place)) return true;
  }
  return false;
}
