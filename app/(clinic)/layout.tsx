import { ChainAlarm } from "#components/audit/chain-alarm";
import { ChainBadge } from "#components/audit/chain-badge";
import { StepUpProvider } from "#components/factors/step-up";
import { DisplacedNotice } from "#components/session/displaced-notice";
import { IdleGuard } from "#components/session/idle-guard";
import { SessionClock } from "#components/session/session-clock";
import { Shell } from "#components/shell/shell";
import { can } from "#lib/access/permissions";
import { currentActor, currentClock, currentSession, inScope } from "#lib/auth/session";
import { chainStanding } from "#lib/checkpoints/standing";
import { displacedReadAction } from "./me/actions.ts";

/** What surrounds every page of a signed-in member: navigation, search, and the guard of the session. */
export default async function ClinicLayout({ children }: LayoutProps<"/">) {
  const [actor, clock] = [await currentActor(), await currentClock()];
  const session = await currentSession();
  const mayVerify = actor.roles.some((role) => can(role, "audit:verify"));
  const standing = mayVerify ? await inScope("audit:read", chainStanding) : undefined;

  return (
    <IdleGuard clock={clock}>
      <StepUpProvider>
        <Shell
          actor={actor}
          clock={<SessionClock />}
          trust={standing ? <ChainBadge standing={standing} /> : undefined}
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
