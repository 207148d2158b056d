import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import type { ReviewCounts } from "#lib/reviews/view";

/** Which activity reviews wait for a sign-off. Where none does, nothing is shown. */
export function ReviewsLeft({ counts }: { readonly counts: ReviewCounts }) {
  const { open, overdue } = counts;
  if (open + overdue === 0) return null;
  const words = [
    ...(overdue > 0 ? [`${overdue} overdue`] : []),
    ...(open > 0 ? [`${open} open`] : []),
  ].join(", ");
  return (
    <Notice
      tone={overdue > 0 ? "critical" : "warning"}
      title={`Activity reviews to sign off: ${words}`}
      className="mb-3"
    >
      <TextLink href="/admin/reviews">Open the activity reviews</TextLink>
    </Notice>
  );
}
