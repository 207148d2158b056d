import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { askAsConsole, type ConsoleRows } from "#db/console";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { inTenant, type TenantTx } from "#db/tenant";
import { appendEvents } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { newId } from "#lib/ids";
import { log } from "#lib/log";
import { mailer } from "#lib/mail/configured";
import { consoleLetter } from "#lib/mail/letters";
import { tenantKeys } from "#lib/phi/keys";
import { endLeftConsoles, inClinic } from "./endings.ts";

/** How many rows of an answer are shown, and how many the trail can therefore speak of. */
export const rowsShown = 500;

/** An incident console that is open: of one clinic, until an instant of the database. */
export interface ConsoleSession {
  readonly id: string;
  readonly tenantId: string;
  readonly clinic: string;
  readonly until: string;
}

/** Who opens a console: which clinic, why, for how long, and as whom on this machine. */
export interface ConsoleOpening {
  readonly tenantId: string;
  readonly clinic: string;
  readonly reason: string;
  readonly minutes: number;
  readonly operator: string;
}

/** What an answer of the console was: rows, or the code under which the database refused. */
export type ConsoleAnswer =
  | { readonly kind: "rows"; readonly found: ConsoleRows }
  | { readonly kind: "refused"; readonly code: string; readonly message: string }
  | { readonly kind: "expired" };

/** Where the active administrators of a clinic get their mail. */
async function administrators(tenantId: string): Promise<string[]> {
  const held = await inTenant(operatorIn(tenantId), (tx) =>
    tx
      .select({ accountId: members.accountId })
      .from(members)
      .innerJoin(
        memberRoles,
        and(eq(memberRoles.tenantId, members.tenantId), eq(memberRoles.memberId, members.id)),
      )
      .where(
        and(
          eq(members.tenantId, tenantId),
          eq(members.status, "active"),
          eq(memberRoles.role, "tenant_admin"),
        ),
      ),
  );
  const ids = held.flatMap(({ accountId }) => accountId ?? []);
  if (ids.length === 0) return [];
  const found = await inDirectory((tx) =>
    tx.select({ email: accounts.email }).from(accounts).where(inArray(accounts.id, ids)),
  );
  return found.map(({ email }) => email);
}

/**
 * Opens the incident console of one clinic: the event that says who, why and until when is committed, then
 * its administrators are mailed. Says how many mails left; one that did not keeps nobody from an incident.
 */
export async function openConsole(
  opening: ConsoleOpening,
): Promise<{ readonly session: ConsoleSession; readonly mailed: number; readonly told: number }> {
  const { tenantId, clinic, reason, minutes, operator } = opening;
  // Of one that was killed nobody else would say that it is over.
  await endLeftConsoles();
  const id = newId();
  const keys = await tenantKeys(operatorIn(tenantId));
  const until = await inTenant(operatorIn(tenantId), async (tx) => {
    const [made] = await tx.execute<{ until: string }>(sql`
      insert into directory.console_sessions (id, tenant_id, until)
      values (${id}, ${tenantId}, clock_timestamp() + make_interval(mins => ${minutes}::int))
      returning until::text as until`);
    if (!made) throw new Error("the console was not opened");
    const details = { reason, minutes, until: made.until, operator };
    await appendEvents(tx, keys, [inClinic(tenantId, { action: "console.opened", details })]);
    return made.until;
  });
  const emails = await administrators(tenantId);
  let mailed = 0;
  for (const to of emails) {
    try {
      await mailer().send({ to, ...consoleLetter(clinic, minutes) });
      mailed += 1;
    } catch (error) {
      log.error({ tenantId, err: error }, "an administrator was not told of the console");
    }
  }
  return { session: { id, tenantId, clinic, until }, mailed, told: emails.length };
}

/**
 * Asks one question in an open console. What was asked and how much it found is in the clinic's trail
 * before this returns, whatever came of it: an answer that could not be recorded is not given, and one to a
 * console that was ended meanwhile neither.
 */
export async function askConsole(
  session: ConsoleSession,
  login: { readonly url: string; readonly contextKey: string },
  statement: string,
): Promise<ConsoleAnswer> {
  const { tenantId, until } = session;
  const answer = await askAsConsole({ ...login, tenantId, until }, statement, rowsShown).then(
    (found): ConsoleAnswer => ({ kind: "rows", found }),
    refusalOf,
  );
  const keys = await tenantKeys(operatorIn(tenantId));
  return inTenant(operatorIn(tenantId), async (tx) => {
    const given: ConsoleAnswer = (await renew(tx, session)) ? answer : { kind: "expired" };
    const details =
      given.kind === "rows"
        ? { statement, rows: given.found.rows.length, isMore: given.found.isMore }
        : { statement, refused: given.kind === "refused" ? given.code : "expired" };
    const outcome = given.kind === "rows" ? "success" : "denied";
    const draft = { action: "console.statement", outcome, details } as const;
    await appendEvents(tx, keys, [inClinic(tenantId, draft)]);
    return given;
  });
}

/** Says that a console is still at work. False if it was ended by somebody else. */
export const stillOpen = (session: ConsoleSession): Promise<boolean> =>
  inTenant(operatorIn(session.tenantId), (tx) => renew(tx, session));

async function renew(tx: TenantTx, { id, tenantId }: ConsoleSession): Promise<boolean> {
  const renewed = await tx.execute(sql`
    update directory.console_sessions set seen_at = clock_timestamp()
    where id = ${id} and tenant_id = ${tenantId} and closed_at is null returning id`);
  return renewed.length > 0;
}

/** What the database said no to, in its own words: they repeat what the operator typed and no row of theirs. */
function refusalOf(error: unknown): ConsoleAnswer {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === "ConsoleExpired") return { kind: "expired" };
    if ("code" in each && typeof each.code === "string" && /^[0-9A-Z]{5}$/.test(each.code))
      return { kind: "refused", code: each.code, message: each.message };
  }
  throw error;
}
