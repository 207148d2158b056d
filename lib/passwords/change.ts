import "server-only";
import { and, eq, ne, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { sessions } from "#db/schema/sessions";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { recordInClinics } from "#lib/auth/account-events";
import { listPlaces, placeContext } from "#lib/auth/directory";
import { knownDevice } from "#lib/auth/known-device";
import { freshToken } from "#lib/auth/session-rows";
import type { LiveSession } from "#lib/auth/session-store";
import type { OpenedSession } from "#lib/auth/sessions";
import { verifySignIn } from "#lib/auth/sign-in";
import { forgetTries } from "#lib/auth/throttle";
import type { Visitor } from "#lib/auth/visitor";
import { Conflict, Invalid, NotFound } from "#lib/errors";
import { newId } from "#lib/ids";
import { log } from "#lib/log";
import { tenantKeys } from "#lib/phi/keys";
import { passwordContext } from "./context.ts";
import { hashPassword } from "./hashing.ts";
import { passwordIssues } from "./policy.ts";

/** A session that goes on under a new token, and the address of the person who is to be told. */
export interface PasswordChange {
  readonly opened: OpenedSession;
  readonly email: string;
}

async function accountOf(accountId: string) {
  const [account] = await inDirectory((tx) =>
    tx
      .select({ email: accounts.email, epoch: accounts.epoch })
      .from(accounts)
      .where(eq(accounts.id, accountId)),
  );
  if (!account) throw new NotFound("account");
  return account;
}

/** Writes the password and moves the one session that stays to a new token; of two changes at once the second finds another epoch. */
async function apply(session: LiveSession, epoch: number, passwordHash: string, draft: AuditDraft) {
  const { accountId, tenantId, memberId } = session;
  if (tenantId === null || memberId === null) throw new NotFound("clinic");
  const place = { tenantId, memberId };
  const context = placeContext(place);
  const keys = await tenantKeys(context);
  const { token, hash } = freshToken();
  await inTenant(context, async (tx) => {
    const [changed] = await tx
      .update(accounts)
      .set({ passwordHash, epoch: sql`${accounts.epoch} + 1` })
      .where(and(eq(accounts.id, accountId), eq(accounts.epoch, epoch)))
      .returning({ epoch: accounts.epoch });
    if (!changed) throw new Conflict("password");
    await tx
      .delete(sessions)
      .where(and(eq(sessions.accountId, accountId), ne(sessions.tokenHash, session.hash)));
    const [old] = await tx.delete(sessions).where(eq(sessions.tokenHash, session.hash)).returning();
    if (!old) throw new NotFound("session");
    await tx
      .insert(sessions)
      .values({ ...old, tokenHash: hash, id: newId(), epoch: changed.epoch });
    await appendEvents(tx, keys, [draft]);
  });
  return token;
}

/**
 * Changes the password of a person who is signed in and knows the present one. Every other session of
 * theirs ends; this one goes on under a new token and has proved no more than before.
 */
export async function changePassword(
  session: LiveSession,
  typed: { readonly current: string; readonly password: string },
  visitor: Visitor,
): Promise<PasswordChange> {
  const { accountId } = session;
  const { email, epoch } = await accountOf(accountId);
  const { address } = visitor;
  const attempt = { email, address, device: knownDevice(visitor.deviceCookie, email) };
  const places = await listPlaces(accountId);
  const issues = await passwordIssues(typed.password, await passwordContext(email, places));
  if (issues.length > 0) throw new Invalid({ password: issues });
  if (!(await verifySignIn(attempt, typed.current)))
    throw new Invalid({ current: ["This is not your present password."] });

  const draft: AuditDraft = {
    action: "password.changed",
    entity: "accounts",
    entityId: accountId,
    address,
  };
  const token = await apply(session, epoch, await hashPassword(typed.password), draft);
  await inDirectory((tx) => forgetTries(tx, attempt));
  const others = places.filter(({ tenantId }) => tenantId !== session.tenantId);
  await recordInClinics(others, draft).catch((error: unknown) =>
    log.error({ err: error }, "a clinic was not told of a changed password"),
  );
  return { opened: { token, stage: session.stage }, email };
}

/** The address under which a person signs in, for their own eyes. */
export async function accountAddress(accountId: string): Promise<string> {
  return (await accountOf(accountId)).email;
}
