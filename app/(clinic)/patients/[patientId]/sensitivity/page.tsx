import type { Metadata } from "next";
import { TagDesk } from "#components/break-glass/tag-desk";
import { TagKinds } from "#components/break-glass/tag-kinds";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor, inScope } from "#lib/auth/session";
import { tagKinds, tagPermissions } from "#lib/break-glass/tag-kinds";
import { listTaggable } from "#lib/break-glass/tags";
import { patientIdOf } from "../address.ts";
import { tagRecordsAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sensitivity - Patient" };

/** Which records of a chart are sensitive, and of which kind: a restriction of that kind closes them to all but its care team. */
export default async function SensitivityPage({
  params,
  searchParams,
}: PageProps<"/patients/[patientId]/sensitivity">) {
  const patientId = await patientIdOf(params);
  const { kind: asked } = await searchParams;
  const kind = tagKinds.find((one) => one === asked) ?? "notes";
  const { records, counts, closing } = await inScope(
    tagPermissions,
    (scope) => listTaggable(scope, patientId, kind),
    patientId,
  );
  const { tenant } = await currentActor();
  const tagged = counts.reduce((sum, count) => sum + count.tagged, 0);

  return (
    <>
      <PageHeading title="Sensitivity" note={`${tagged} tagged`} />
      <TagKinds patientId={patientId} counts={counts} shown={kind} />
      <TagDesk
        key={kind}
        patientId={patientId}
        kind={kind}
        records={records}
        closing={closing}
        timeZone={tenant.timeZone}
        action={tagRecordsAction}
      />
    </>
  );
}
