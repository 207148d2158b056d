import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FactorSettings } from "#components/factors/factor-settings";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, currentSession } from "#lib/auth/session";
import { listFactors } from "#lib/factors/list";

export const metadata: Metadata = { title: "Your sign-in factors" };

/** What a person signs in with beside the password. It belongs to the person, in whichever clinic they are. */
export default async function FactorsPage() {
  const { tenant } = await currentActor();
  const session = await currentSession();
  if (!session) redirect("/sign-in");

  return (
    <>
      <PageHeading title="Your sign-in factors" />
      <FactorSettings factors={await listFactors(session)} timeZone={tenant.timeZone} />
    </>
  );
}
