import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { ClinicChoices } from "#components/session/clinic-choices";
import { Entrance } from "#components/session/entrance";
import { SignOutForm } from "#components/session/sign-out-form";
import { Notice } from "#components/ui/notice";
import { listClinics } from "#lib/auth/clinics";
import { relativePath } from "#lib/auth/relative-path";
import { currentStanding } from "#lib/auth/session";
import { wayOf } from "#lib/auth/way";

export const metadata: Metadata = { title: "Choose a clinic" };

/** Which clinic to open, for a person who belongs to several. Also the way from one to another. */
export default async function ChooseClinicPage({ searchParams }: PageProps<"/choose-clinic">) {
  const standing = await currentStanding();
  const { next, left } = await searchParams;
  if (standing.kind !== "choosing" && standing.kind !== "open" && standing.kind !== "owing")
    redirect(wayOf(standing, next));

  return (
    <Entrance title="Choose a clinic">
      {left === undefined ? null : (
        <Notice tone="warning" title="Another clinic is open" className="mb-4" live>
          It was opened in another tab. Choose the clinic to go on in; nothing was changed here.
        </Notice>
      )}
      <ClinicChoices
        clinics={await listClinics(standing.session)}
        current={standing.kind === "open" ? standing.actor.tenantId : undefined}
        next={relativePath(next)}
      />
      <div className="mt-4 border-line border-t pt-4 text-ink-2">
        <SignOutForm className="underline underline-offset-2" />
      </div>
    </Entrance>
  );
}
