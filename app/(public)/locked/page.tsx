import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "#components/session/entrance";
import { LockedClock } from "#components/session/locked-clock";
import { SignOutForm } from "#components/session/sign-out-form";
import { Unlock } from "#components/session/unlock";
import { ClinicMark } from "#components/shell/clinic-mark";
import { relativePath } from "#lib/auth/relative-path";
import { currentClock, currentStanding } from "#lib/auth/session";
import { wayOf } from "#lib/auth/way";
import { meansOf } from "#lib/factors/prove";

export const metadata: Metadata = { title: "Locked" };

/** A locked screen: whose it is, and nothing of what was on it. The session goes on towards its end. */
export default async function LockedPage({ searchParams }: PageProps<"/locked">) {
  const standing = await currentStanding();
  const { next } = await searchParams;
  if (standing.kind !== "locked") redirect(wayOf(standing, next));
  const { actor, session } = standing;
  const after = relativePath(next);

  return (
    <Entrance title="Locked">
      <LockedClock clock={await currentClock()} next={after} />
      <div className="mb-4 flex items-center gap-3">
        <ClinicMark name={actor.tenant.name} color={actor.tenant.color} />
        <div className="min-w-0">
          <p className="truncate font-medium">{actor.displayName}</p>
          <p className="truncate text-ink-3 text-xs">{actor.tenant.name}</p>
        </div>
      </div>
      <Unlock means={await meansOf(session)} next={after} />
      <div className="mt-4 flex flex-wrap gap-x-1.5 border-line border-t pt-4 text-ink-2">
        Not you? <SignOutForm className="underline underline-offset-2">Sign out</SignOutForm>
      </div>
    </Entrance>
  );
}
