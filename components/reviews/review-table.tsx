import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { clinicDateTime } from "#lib/dates";
import type { ReviewRow } from "#lib/reviews/view";
import { spanOf } from "#lib/reviews/words";
import { activityReviewHref } from "#lib/routes";
import { ReviewStateChip } from "./review-words.tsx";

const columns: readonly Column[] = [
  { id: "span", header: "Period", className: "tabular" },
  { id: "kind", header: "Made", className: "whitespace-nowrap max-lg:hidden" },
  { id: "looks", header: "Openings", align: "end" },
  { id: "patients", header: "Patients", align: "end", className: "max-lg:hidden" },
  { id: "findings", header: "Findings", align: "end" },
  { id: "undecided", header: "Undecided", align: "end" },
  { id: "state", header: "State", className: "whitespace-nowrap" },
  { id: "signed", header: "Due, or signed off", className: "max-w-64" },
];

/** The clinic's reviews, the latest first. */
export function ReviewTable({
  reviews,
  timeZone,
}: {
  readonly reviews: readonly ReviewRow[];
  readonly timeZone: string;
}) {
  return (
    <DataTable
      caption="Activity reviews"
      columns={columns}
      rows={reviews.map((review) => asRow(review, timeZone))}
      empty={
        <EmptyState title="No review has been made yet">
          After each week of the clinic one is made by itself, in the night from Sunday to Monday.
        </EmptyState>
      }
    />
  );
}

function asRow(review: ReviewRow, timeZone: string): Row {
  const isMade = review.state !== "asked";
  const number = (count: number) =>
    isMade ? count.toLocaleString("en-US") : <span className="text-ink-3">-</span>;
  const span = spanOf(review, timeZone);
  return {
    id: review.id,
    label: span,
    ...(isMade ? { href: activityReviewHref(review.id) } : {}),
    isMuted: !isMade,
    cells: {
      span: <Days text={span} />,
      kind: review.kind === "weekly" ? "Weekly" : "On request",
      looks: number(review.looks),
      patients: number(review.patients),
      findings: number(review.findings),
      undecided: number(review.undecided),
      state: <ReviewStateChip state={review.state} />,
      signed: <Signed review={review} timeZone={timeZone} />,
    },
  };
}

function Signed({ review, timeZone }: { readonly review: ReviewRow; readonly timeZone: string }) {
  if (review.signedAt !== undefined)
    return (
      <>
        {review.signedBy}{" "}
        <span className="tabular text-ink-3">{clinicDateTime(review.signedAt, timeZone)}</span>
      </>
    );
  if (review.dueAt === undefined) return null;
  return (
    <span className="tabular text-ink-3">
      Due <span className="whitespace-nowrap">{clinicDateTime(review.dueAt, timeZone)}</span>
    </span>
  );
}

/** A stretch of time that may break between its ends, and not within a date. */
function Days({ text }: { readonly text: string }) {
  const [from, to] = text.split(" to ");
  return (
    <>
      <span className="whitespace-nowrap">{from} to</span>{" "}
      <span className="whitespace-nowrap">{to}</span>
    </>
  );
}
