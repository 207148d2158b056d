import { reasonWords } from "#lib/break-glass/rules";
import type { GrantView } from "#lib/break-glass/view";
import { clinicDateTime } from "#lib/dates";

/** One access in one line: when, why, and how it ended. */
export function GrantLine({
  grant,
  timeZone,
}: {
  readonly grant: GrantView;
  readonly timeZone: string;
}) {
  const end = grant.endedAt ?? grant.endsAt;
  return (
    <span className="tabular">
      {clinicDateTime(grant.startedAt, timeZone)} to {clinicDateTime(end, timeZone)}, for{" "}
      {reasonWords[grant.reasonCode].toLowerCase()}.
    </span>
  );
}
