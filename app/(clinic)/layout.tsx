import { StepUpProvider } from "#components/factors/step-up";
import { DisplacedNotice } from "#components/session/displaced-notice";
import { IdleGuard } from "#components/session/idle-guard";
import { SessionClock } from "#components/session/session-clock";
import { Shell } from "#components/shell/shell";
import { currentActor, currentClock, currentSession } from "#lib/auth/session";
import { displacedReadAction } from "./me/actions.ts";

/** What surrounds every page of a signed-in member: navigation, search, and the guard of the session. */
export default async function ClinicLayout({ children }: LayoutProps<"/">) {
  const [actor, clock] = [await currentActor(), await currentClock()];
  const session = await currentSession();

  return (
    <IdleGuard clock={clock}>
      <StepUpProvider>
        <Shell actor={actor} clock={<SessionClock />}>
          {session?.displaced ? (
            <DisplacedNotice browsers={session.displaced} read={displacedReadAction} />
          ) : null}
          {children}
        </Shell>
      </StepUpProvider>
    </IdleGuard>
  );
}
