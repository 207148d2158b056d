import { ChainAlarm } from "#components/audit/chain-alarm";
import { ChainBadge } from "#components/audit/chain-badge";
import { StepUpProvider } from "#components/factors/step-up";
import { DisplacedNotice } from "#components/session/displaced-notice";
import { IdleGuard } from "#components/session/idle-guard";
import { SessionClock } from "#components/session/session-clock";
import { Shell } from "#components/shell/shell";
import { waitingWords } from "#components/shell/waiting-words";
import { type MemberRole, roleFor } from "#lib/access/permissions";
import { currentActor, currentClock, currentSession, inScope } from "#lib/auth/session";
import { countWaiting } from "#lib/break-glass/reviews";
import { chainStanding } from "#lib/checkpoints/standing";
import type { ChainStandingView } from "#lib/checkpoints/view";
import { countReviews } from "#lib/reviews/queries";
import { displacedReadAction } from "./me/actions.ts";

const overseeing = ["audit:read", "audit:verify", "glass:review", "review:manage"] as const;

/** How the trail stands and what waits for a review, for whoever looks after them: read in one go, since every page says it. */
async function oversightOf(roles: readonly MemberRole[]): Promise<{
  readonly standing?: ChainStandingView;
  readonly counts: ReturnType<typeof waitingWords>;
}> {
  if (roleFor(roles, overseeing) === undefined) return { counts: {} };
  return inScope(overseeing, async (scope) => ({
    standing: await chainStanding(scope),
    counts: waitingWords(await countWaiting(scope), await countReviews(scope)),
  }));
}

/** What surrounds every page of a signed-in member: navigation, search, and the guard of the session. */
export default async function ClinicLayout({ children }: LayoutProps<"/">) {
  const [actor, clock] = [await currentActor(), await currentClock()];
  const session = await currentSession();
  const { standing, counts } = await oversightOf(actor.roles);

  return (
    <IdleGuard clock={clock}>
      <StepUpProvider>
        <Shell
          actor={actor}
          clock={<SessionClock />}
          trust={standing ? <ChainBadge standing={standing} /> : undefined}
          counts={counts}
        >
          {standing ? <ChainAlarm standing={standing} timeZone={actor.tenant.timeZone} /> : null}
          {session?.displaced ? (
            <DisplacedNotice browsers={session.displaced} read={displacedReadAction} />
          ) : null}
          {children}
        </Shell>
      </StepUpProvider>
    </IdleGuard>
  );
}
