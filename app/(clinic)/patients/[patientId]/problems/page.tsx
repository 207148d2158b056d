import type { Metadata } from "next";
import { ProblemList } from "#components/charting/problem-list";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { listProblems } from "#lib/charting/queries";
import { patientIdOf } from "../address.ts";

export const metadata: Metadata = { title: "Problems - Patient" };

/** A patient's problem list. */
export default async function ProblemsPage({
  params,
}: PageProps<"/patients/[patientId]/problems">) {
  const patientId = await patientIdOf(params);
  const problems = await inScope(
    "problem:read",
    (scope) => listProblems(scope, patientId),
    patientId,
  );
  const { tenant } = await currentActor();

  return (
    <>
      <PageHeading
        title="Problems"
        note={`${problems.filter(({ isActive }) => isActive).length} active`}
      />
      <ProblemList problems={problems} timeZone={tenant.timeZone} />
    </>
  );
}
