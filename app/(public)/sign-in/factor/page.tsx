import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FactorGate } from "#components/factors/factor-gate";
import { StepUpProvider } from "#components/factors/step-up";
import { Entrance } from "#components/session/entrance";
import { SignOutForm } from "#components/session/sign-out-form";
import { relativePath } from "#lib/auth/relative-path";
import { currentStanding } from "#lib/auth/session";
import { wayOf } from "#lib/auth/way";
import { gateOf } from "#lib/factors/gate";

export const metadata: Metadata = { title: "Prove that it is you" };

/** The second step of signing in. A half-signed-in session reaches this page and signing out, and nothing else. */
export default async function FactorPage({ searchParams }: PageProps<"/sign-in/factor">) {
  const standing = await currentStanding();
  const { next } = await searchParams;
  if (standing.kind !== "pending" && standing.kind !== "owing") redirect(wayOf(standing, next));
  const { title, text, means, enrol } = await gateOf(
    standing.session,
    standing.kind === "owing" ? standing.required : undefined,
  );

  return (
    <Entrance title={title}>
      <p className="mb-4 text-ink-2 print:hidden">{text}</p>
      <StepUpProvider>
        <FactorGate means={means} enrol={enrol} next={relativePath(next)} />
      </StepUpProvider>
      <div className="mt-4 border-line border-t pt-4 text-ink-2 print:hidden">
        <SignOutForm className="underline underline-offset-2" />
      </div>
    </Entrance>
  );
}
