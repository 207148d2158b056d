import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { links } from "#db/schema/links";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import type { Queries } from "#db/transaction";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { recordInClinics } from "#lib/auth/account-events";
import { listPlaces, type Place, placeContext } from "#lib/auth/directory";
import { tokenHash } from "#lib/auth/session-token";
import { forgetAllTries, forgetTries } from "#lib/auth/throttle";
import { Invalid, Refusal } from "#lib/errors";
import { log } from "#lib/log";
import { tenantKeys } from "#lib/phi/keys";
import { passwordContext } from "./context.ts";
import { hashPassword } from "./hashing.ts";
import { passwordIssues } from "./policy.ts";

const isLive = and(
  eq(links.kind, "reset"),
  isNull(links.usedAt),
  sql`${links.expiresAt} > clock_timestamp()`,
);
const isTheirs = and(
  eq(accounts.id, links.accountId),
  eq(accounts.email, links.email),
  eq(accounts.status, "active"),
);

/** Whose password a link may change: of an active account whose address is still the one it was sent to. Looking uses nothing up. */
export async function findReset(
  token: string | undefined,
): Promise<{ readonly accountId: string; readonly email: string } | undefined> {
  const hash = tokenHash(token);
  if (hash === undefined) return undefined;
  const [found] = await inDirectory((tx) =>
    tx
      .select({ accountId: accounts.id, email: accounts.email })
      .from(links)
      .innerJoin(accounts, isTheirs)
      .where(and(eq(links.tokenHash, hash), isLive)),
  );
  return found;
}

/** Uses a link up and changes the password, in one statement each, of which the first decides: of many at once, one finds it unused. */
async function decide(
  tx: Queries,
  hash: Uint8Array,
  passwordHash: string,
): Promise<{ id: string; email: string } | undefined> {
  const [used] = await tx
    .update(links)
    .set({ usedAt: sql`clock_timestamp()` })
    .from(accounts)
    .where(and(eq(links.tokenHash, hash), isLive, isTheirs))
    .returning({ id: accounts.id, email: accounts.email });
  if (!used) return undefined;
  await tx
    .update(accounts)
    .set({ passwordHash, epoch: sql`${accounts.epoch} + 1` })
    .where(eq(accounts.id, used.id));
  await tx.delete(sessions).where(eq(sessions.accountId, used.id));
  return used;
}

/**
 * Gives the account of a link another password and ends all of its sessions, in the transaction that
 * records it in the first of its clinics; the others are told right after. False when the link does not
 * work any more, and then nothing was changed.
 */
export async function applyReset(
  token: string,
  passwordHash: string,
  places: readonly Place[],
  address: string,
): Promise<boolean> {
  const hash = tokenHash(token);
  if (hash === undefined) return false;
  const [first, ...others] = places;
  const draft = (entityId: string): AuditDraft => ({
    action: "password.reset",
    entity: "accounts",
    entityId,
    address,
  });
  const work = async (tx: Queries) => {
    const used = await decide(tx, hash, passwordHash);
    // The person may have used up their tries before they remembered that they forgot.
    if (used) {
      await forgetTries(tx, { email: used.email, address });
      await forgetAllTries(tx, used.email);
    }
    return used;
  };
  if (!first) return (await inDirectory(work)) !== undefined;

  const context = placeContext(first);
  const keys = await tenantKeys(context);
  const used = await inTenant(context, async (tx) => {
    const changed = await work(tx);
    if (changed) await appendEvents(tx, keys, [draft(changed.id)]);
    return changed;
  });
  if (!used) return false;
  await recordInClinics(others, draft(used.id)).catch((error: unknown) =>
    log.error({ err: error }, "a clinic was not told of a password reset"),
  );
  return true;
}

/**
 * Chooses a new password by a link that was mailed. It signs nobody in: the second factor, where there
 * is one, is still asked for. Returns the address that is to be told.
 */
export async function resetPassword(
  token: string | undefined,
  password: string,
  address: string,
): Promise<string> {
  const found = await findReset(token);
  if (!found || token === undefined) throw new Refusal("link.dead");
  const places = await listPlaces(found.accountId);
  const issues = await passwordIssues(password, await passwordContext(found.email, places));
  if (issues.length > 0) throw new Invalid({ password: issues });
  const passwordHash = await hashPassword(password);
  if (!(await applyReset(token, passwordHash, places, address))) throw new Refusal("link.dead");
  return found.email;
}
