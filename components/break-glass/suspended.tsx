import { Notice } from "#components/ui/notice";
import { reviewHours } from "#lib/break-glass/rules";
import type { QueuedGrantView } from "#lib/break-glass/view";

const listed = new Intl.ListFormat("en", { type: "conjunction" });

/** Who can break no glass at this moment, because a review of theirs is overdue. Where nobody is suspended, nothing is shown. */
export function SuspendedMembers({ grants }: { readonly grants: readonly QueuedGrantView[] }) {
  const overdue = grants.filter(({ isOverdue }) => isOverdue);
  const names = [...new Set(overdue.map(({ member }) => member))];
  if (names.length === 0) return null;
  const count = `${overdue.length} ${overdue.length === 1 ? "review is" : "reviews are"} overdue`;
  return (
    <Notice tone="critical" title={count} className="mb-4">
      {listed.format(names)} can break no glass until then: {reviewHours} hours have passed.
    </Notice>
  );
}

/** Says to a member that emergency access is closed to them, why, and what ends that. */
export function SuspendedSelf() {
  return (
    <Notice tone="critical" title="Your emergency access is suspended" className="mb-4">
      An earlier access of yours was not reviewed within {reviewHours} hours. As soon as an
      administrator has reviewed it, you can break the glass again.
    </Notice>
  );
}
