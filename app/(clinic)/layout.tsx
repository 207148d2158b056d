import { StepUpProvider } from "#components/factors/step-up";
import { IdleGuard } from "#components/session/idle-guard";
import { Shell } from "#components/shell/shell";
import { currentActor, currentClock } from "#lib/auth/session";

/** What surrounds every page of a signed-in member: navigation, search, and the guard of the session. */
export default async function ClinicLayout({ children }: LayoutProps<"/">) {
  const [actor, clock] = [await currentActor(), await currentClock()];

  return (
    <IdleGuard clock={clock}>
      <StepUpProvider>
        <Shell actor={actor}>{children}</Shell>
      </StepUpProvider>
    </IdleGuard>
  );
}
