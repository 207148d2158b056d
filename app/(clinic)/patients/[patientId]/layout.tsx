import { GrantBar } from "#components/break-glass/grant-bar";
import { ChartTabs } from "#components/charting/chart-tabs";
import { PatientBanner } from "#components/charting/patient-banner";
import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import { can } from "#lib/access/permissions";
import { currentActor, inScope } from "#lib/auth/session";
import { closedParts, findLiveGrant } from "#lib/break-glass/gate";
import { categoriesShown } from "#lib/break-glass/rules";
import { getBanner } from "#lib/charting/queries";
import { chartPermissions } from "#lib/charting/rules";
import { gateHref, restrictionHref } from "#lib/routes";
import { endGrantAction } from "../../restricted/[patientId]/actions.ts";
import { patientIdOf } from "./address.ts";

/**
 * Whose chart it is, above every tab, and whether it is open in an emergency. Opening it writes a line in
 * the patient's access history; a closed chart gives way to its gate.
 */
export default async function ChartLayout({
  params,
  children,
}: LayoutProps<"/patients/[patientId]">) {
  const patientId = await patientIdOf(params);
  const { roles } = await currentActor();
  const { banner, grant, closed } = await inScope(
    chartPermissions(roles),
    async (scope) => ({
      banner: await getBanner(scope, patientId),
      grant: await findLiveGrant(scope, patientId),
      closed: await closedParts(scope, patientId),
    }),
    patientId,
  );

  return (
    <>
      <PatientBanner banner={banner}>
        {roles.some((role) => can(role, "restriction:manage")) ? (
          <TextLink href={restrictionHref(patientId)}>
            {banner.isRestricted ? "Restriction" : "Restrict"}
          </TextLink>
        ) : null}
        {grant === undefined ? null : (
          <GrantBar key={grant.grantId} grant={grant} action={endGrantAction} />
        )}
      </PatientBanner>
      <div className="-mx-4">
        <ChartTabs patientId={patientId} roles={roles} />
      </div>
      <div className="pt-3.5">
        {closed.length === 0 ? null : (
          <Notice
            tone="restricted"
            title={`Parts of this chart are restricted: ${categoriesShown(closed)}`}
            className="mb-3"
          >
            What is listed below is without them.{" "}
            <TextLink href={gateHref(patientId)}>Break the glass</TextLink>
          </Notice>
        )}
        {children}
      </div>
    </>
  );
}
