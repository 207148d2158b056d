import { TZDate } from "@date-fns/tz";
import { format } from "date-fns";
import { Chip, type Tone } from "#components/ui/chip";
import type { MemberRole } from "#lib/access/permissions";
import { roleWords } from "#lib/access/role-words";
import type { EventView } from "#lib/audit/view";
import { clinicDate } from "#lib/dates";

const systemRoles: Readonly<Record<string, string>> = {
  chartkeep_directory: "Sign-in",
  chartkeep_import: "Importer",
  chartkeep_auditor: "Verifier",
  chartkeep_reviewer: "Activity review",
  none: "Database administrator",
};

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
  const zone = new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "short" })
    .formatToParts(instant)
    .find(({ type }) => type === "timeZoneName")?.value;
  const time = format(new TZDate(instant.getTime(), timeZone), "HH:mm:ss");
  return `${clinicDate(at, timeZone)} ${time} ${zone ?? ""}`.trimEnd();
}

/** The clinic's clock beside the time in UTC: its day is written out only where it is another day. */
export function localClock(at: string, timeZone: string): string {
  const [day = "", ...clock] = localTime(at, timeZone).split(" ");
  return clinicDate(at, "UTC") === day ? clock.join(" ") : [day, ...clock].join(" ");
}

/** A detail of an event in words: its name ("searchKind") and what it holds. */
export const detailName = (name: string): string =>
  name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** What a detail holds, for people. */
export function detailValue(value: unknown): string {
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return String(value);
}

const tones: Readonly<Record<string, readonly [Tone, string]>> = {
  success: ["neutral", "Success"],
  denied: ["critical", "Denied"],
  failed: ["warning", "Failed"],
};

/** How an event ended, in a word. */
export function Outcome({ outcome }: { readonly outcome: string }) {
  const [tone, words] = tones[outcome] ?? ["neutral", outcome];
  return <Chip tone={tone}>{words}</Chip>;
}

/** Whom an event is about, as far as one line can say it. */
export function about({ patient, patientCount }: EventView): string {
  if (patient) return patient.name;
  return patientCount === 0 ? "–" : `${patientCount} patients`;
}
