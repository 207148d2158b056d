import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import { sentenceOf } from "#lib/audit/verdict";
import type { ChainStandingView } from "#lib/checkpoints/view";
import { clinicDateTime } from "#lib/dates";

/** Across every page of whoever may look after the trail, while an incident of it is open. */
export function ChainAlarm({
  standing,
  timeZone,
}: {
  readonly standing: ChainStandingView;
  readonly timeZone: string;
}) {
  const { last, alarms, tone } = standing;
  if (tone !== "failed") return null;
  const [first] = alarms;
  const since = first ? ` Known since ${clinicDateTime(first.raisedAt, timeZone)}.` : "";
  const isDamaged = last?.damage || alarms.some(({ kind }) => kind === "damaged");
  return (
    <Notice
      tone="critical"
      title={
        isDamaged
          ? "The audit trail is not as it was recorded or signed"
          : "The audit trail is not being verified and signed"
      }
      className="mb-3 print:hidden"
    >
      {last?.damage
        ? `It is ${sentenceOf(last)}.`
        : "What happens now might not be noticed in time."}
      {since}{" "}
      <TextLink href="/admin/audit/verify" prefetch={false}>
        What to do
      </TextLink>
    </Notice>
  );
}
