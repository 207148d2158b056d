import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { askAsConsole, type ConsoleRows } from "#db/console";
import { inDirectory } from "#db/directory";
import { accounts } from "#db/schema/accounts";
import { memberRoles } from "#db/schema/member-roles";
import { members } from "#db/schema/members";
import { inTenant } from "#db/tenant";
import { type AuditDraft, appendEvents } from "#lib/audit/append";
import { operatorIn } from "#lib/clinics/make";
import { log } from "#lib/log";
import { mailer } from "#lib/mail/configured";
import { consoleLetter } from "#lib/mail/letters";
import { tenantKeys } from "#lib/phi/keys";

/** How many rows of an answer are shown, and how many the trail can therefore speak of. */
export const rowsShown = 500;

/** An incident console that is open: of one clinic, until an instant of the database. */
export interface ConsoleSession {
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

async function record(tenantId: string, draft: AuditDraft): Promise<void> {
  const keys = await tenantKeys(operatorIn(tenantId));
  await inTenant(operatorIn(tenantId), (tx) =>
    appendEvents(tx, keys, [{ entity: "tenants", entityId: tenantId, ...draft }]),
  );
}

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
  const [clock] = await inDirectory((tx) =>
    tx.execute<{ until: string }>(
      sql`select (clock_timestamp() + make_interval(mins => ${minutes}::int))::text as until`,
    ),
  );
  const until = clock?.until ?? "";
  await record(tenantId, {
    action: "console.opened",
    details: { reason, minutes, until, operator },
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
  return { session: { tenantId, clinic, until }, mailed, told: emails.length };
}

/**
 * Asks one question in an open console. What was asked and how much it found is in the clinic's trail
 * before this returns, whatever came of it: an answer that could not be recorded is not given.
 */
export async function askConsole(
  { tenantId, until }: ConsoleSession,
  login: { readonly url: string; readonly contextKey: string },
  statement: string,
): Promise<ConsoleAnswer> {
  const answer = await askAsConsole({ ...login, tenantId, until }, statement, rowsShown).then(
    (found): ConsoleAnswer => ({ kind: "rows", found }),
    refusalOf,
  );
  const details =
    answer.kind === "rows"
      ? { statement, rows: answer.found.rows.length, isMore: answer.found.isMore }
      : { statement, refused: answer.kind === "refused" ? answer.code : "expired" };
  await record(tenantId, {
    action: "console.statement",
    outcome: answer.kind === "rows" ? "success" : "denied",
    details,
  });
  return answer;
}

/** Says in the clinic's trail that the console was closed, and by what. */
export const closeConsole = (
  { tenantId }: ConsoleSession,
  by: "operator" | "time" | "signal",
): Promise<void> => record(tenantId, { action: "console.closed", details: { by } });

/** What the database said no to, in its own words: they repeat what the operator typed and no row of theirs. */
function refusalOf(error: unknown): ConsoleAnswer {
  for (let each = error; each instanceof Error; each = each.cause) {
    if (each.name === "ConsoleExpired") return { kind: "expired" };
    if ("code" in each && typeof each.code === "string" && /^[0-9A-Z]{5}$/.test(each.code))
      return { kind: "refused", code: each.code, message: each.message };
  }
  throw error;
}
