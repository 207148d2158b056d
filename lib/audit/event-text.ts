import { TZDate } from "@date-fns/tz";
import { format } from "date-fns";
import type { MemberRole } from "#lib/access/permissions";
import { roleWords } from "#lib/access/role-words";
import { clinicDate, zoneName } from "#lib/dates";

const systemRoles: Readonly<Record<string, string>> = {
  chartkeep_directory: "Sign-in",
  chartkeep_import: "Importer",
  chartkeep_auditor: "Verifier",
  chartkeep_reviewer: "Activity review",
  none: "Database administrator",
};

/** The roles that the trail can be narrowed to. */
export const roleChoices: readonly string[] = [
  ...Object.keys(roleWords),
  ...Object.keys(systemRoles),
];

/** The role that an event ran under, as people say it. */
export const roleOf = (role: string): string =>
  role in roleWords ? roleWords[role as MemberRole] : (systemRoles[role] ?? role);

/** The instant in UTC to the millisecond: "23-Nov-2026 16:40:12.345". */
export function utcTime(at: string): string {
  return `${clinicDate(at, "UTC")} ${at.slice(11, 23)}`;
}

/** The same instant on the clinic's clock, with its zone: "23-Nov-2026 10:40:12 CST". */
export function localTime(at: string, timeZone: string): string {
  const instant = new Date(at);
  const time = format(new TZDate(instant.getTime(), timeZone), "HH:mm:ss");
  return `${clinicDate(at, timeZone)} ${time} ${zoneName(at, timeZone)}`;
}
