import { EndForm } from "#components/break-glass/end-form";
import { GrantFacts } from "#components/break-glass/grant-facts";
import { ReviewForm } from "#components/break-glass/review-form";
import { SeenTable } from "#components/break-glass/seen-table";
import { SuspendedMembers } from "#components/break-glass/suspended";
import { Card } from "#components/ui/card";
import { LinkButton } from "#components/ui/link-button";
import { Notice } from "#components/ui/notice";
import { PageHeading } from "#components/ui/page-heading";
import { TextLink } from "#components/ui/text-link";
import type { GrantForReviewView } from "#lib/break-glass/view";
import type { FormAction } from "#lib/form-state";
import { grantTrailHref } from "#lib/routes";

/** One emergency access: why, what was looked at, and what reviewers found. */
export function GrantReview({
  grant,
  timeZone,
  actions,
}: {
  readonly grant: GrantForReviewView;
  readonly timeZone: string;
  readonly actions: { readonly end: FormAction<null>; readonly review: FormAction<null> };
}) {
  return (
    <>
      <PageHeading title="Emergency access" note={`by ${grant.member}`}>
        {grant.isLive ? <EndForm grantId={grant.grantId} action={actions.end} /> : null}
        <LinkButton href="/admin/break-glass" prefetch={false}>
          All accesses
        </LinkButton>
      </PageHeading>
      <SuspendedMembers grants={[grant]} />
      <div className="grid items-start gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          <GrantFacts grant={grant} timeZone={timeZone} />
          <section>
            <div className="mt-1 mb-2 flex flex-wrap items-baseline gap-2">
              <h2 className="font-semibold text-base">What was done under it</h2>
              <TextLink href={grantTrailHref(grant.grantId)} prefetch={false} className="ml-auto">
                In the audit trail
              </TextLink>
            </div>
            <SeenTable seen={grant.seen} timeZone={timeZone} />
          </section>
        </div>
        <Card title="Review" headingId="review">
          {grant.isOwn ? (
            <Notice tone="info" title="This access is your own">
              Another administrator reviews it.
            </Notice>
          ) : (
            <ReviewForm
              key={grant.reviews.length}
              grantId={grant.grantId}
              action={actions.review}
            />
          )}
        </Card>
      </div>
    </>
  );
}
