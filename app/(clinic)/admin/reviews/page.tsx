import type { Metadata } from "next";
import { AskButton } from "#components/reviews/ask-button";
import { FindingKinds } from "#components/reviews/finding-kinds";
import { HoursForm } from "#components/reviews/hours-form";
import { ReviewTable } from "#components/reviews/review-table";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listReviews } from "#lib/reviews/queries";
import { askReviewAction, setClinicHoursAction } from "./actions.ts";

export const metadata: Metadata = { title: "Activity review" };

/** What stood out in the audit trail week by week, and who has looked at it. */
export default async function ReviewsPage() {
  const { tenant } = await currentActor();
  const { reviews, hours } = await inScope("review:manage", listReviews);
  const isAsked = reviews.some(({ state }) => state === "asked");

  return (
    <>
      <PageHeading title="Activity review">
        <AskButton isAsked={isAsked} action={askReviewAction} />
      </PageHeading>
      <ReviewTable reviews={reviews} timeZone={tenant.timeZone} />
      <div className="mt-5 grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <FindingKinds />
        <HoursForm hours={hours} timeZone={tenant.timeZone} action={setClinicHoursAction} />
      </div>
    </>
  );
}
