import "server-only";
import { sql } from "drizzle-orm";
import type { MemberRole } from "#lib/access/permissions";
import { roleWords } from "#lib/access/role-words";
import { clinicDateTime, zoneName } from "#lib/dates";
import { shownCode } from "#lib/issued/code";
import type { PrintMark } from "#lib/pdf/sheet";
import type { MemberScope } from "#lib/scope";

/** What an export knows of itself before it begins: its code, and when it was asked for on the database clock. */
export interface ExportMark {
  readonly code: string;
  /** The instant in UTC, ISO 8601. */
  readonly at: string;
  readonly print: PrintMark;
}

/** The mark of an export that begins in this scope. */
export async function exportMark(scope: MemberScope, code: string): Promise<ExportMark> {
  const [now] = await scope.tx.execute<{ at: string }>(
    sql`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at`,
  );
  const at = now?.at ?? "";
  const { name, timeZone } = scope.actor.tenant;
  const role = roleWords[scope.role as MemberRole] ?? scope.role;
  return {
    code,
    at,
    print: {
      clinic: name,
      printedBy: `${scope.actor.displayName} (${role})`,
      printedAt: `${clinicDateTime(at, timeZone)} ${zoneName(at, timeZone)}`,
      code: shownCode(code),
    },
  };
}
