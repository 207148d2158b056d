import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ExportDialog } from "#components/exports/export-dialog";
import { FindingList } from "#components/reviews/finding-list";
import { ReviewStateChip } from "#components/reviews/review-words";
import { SignOff } from "#components/reviews/sign-off";
import { LinkButton } from "#components/ui/link-button";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { WhichReview } from "#lib/reviews/input";
import { getReview } from "#lib/reviews/queries";
import { spanOf } from "#lib/reviews/words";
import { judgeFindingAction, signReviewAction } from "../actions.ts";

export const metadata: Metadata = { title: "Review - Activity review" };

/** One review: what stood out, what somebody said to each, and the sign-off. */
export default async function ReviewPage({ params }: PageProps<"/admin/reviews/[reviewId]">) {
  const which = WhichReview.safeParse(await params);
  if (!which.success) notFound();
  const { tenant, tenantId } = await currentActor();
  const review = await inScope("review:manage", (scope) => getReview(scope, which.data));

  return (
    <>
      <PageHeading
        title={spanOf(review, tenant.timeZone)}
        note={
          <span className="flex flex-wrap items-center gap-2">
            <ReviewStateChip state={review.state} />
            {review.looks.toLocaleString("en-US")} openings of{" "}
            {review.patients.toLocaleString("en-US")} records
          </span>
        }
      >
        {review.state === "signed" ? (
          <ExportDialog
            title="Export the activity review"
            tenantId={tenantId}
            holdsPhi
            choices={[{ label: "PDF", path: "/api/reviews/pdf", what: { reviewId: review.id } }]}
          >
            <p className="text-ink-2">
              The review as it was signed off, as PDF: every finding with its patients, its verdict
              and the reason that was given for it.
            </p>
          </ExportDialog>
        ) : null}
        <LinkButton href="/admin/reviews" prefetch={false}>
          All reviews
        </LinkButton>
      </PageHeading>
      <SignOff review={review} timeZone={tenant.timeZone} action={signReviewAction} />
      <FindingList review={review} timeZone={tenant.timeZone} action={judgeFindingAction} />
    </>
  );
}
