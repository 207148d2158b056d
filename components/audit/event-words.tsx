import { Chip, type Tone } from "#components/ui/chip";
import { TextLink } from "#components/ui/text-link";
import { localTime } from "#lib/audit/event-text";
import type { EventView } from "#lib/audit/view";
import { clinicDate } from "#lib/dates";
import { reviewHref } from "#lib/routes";

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

/** The mark of what was done under a break-glass grant, which leads to it. */
export function BreakGlass({ grantId }: { readonly grantId: string }) {
  return (
    <TextLink href={reviewHref(grantId)} prefetch={false} className="inline-block">
      <Chip tone="restricted">Break-glass</Chip>
    </TextLink>
  );
}

/** Whom an event is about, as far as one line can say it. */
export function about({ patient, patientCount }: EventView): string {
  if (patient) return patient.name;
  return patientCount === 0 ? "–" : `${patientCount} patients`;
}
