import { ChartTabs } from "#components/charting/chart-tabs";
import { PatientBanner } from "#components/charting/patient-banner";
import { currentActor, inScope } from "#lib/auth/session";
import { getBanner } from "#lib/charting/queries";
import { chartPermissions } from "#lib/charting/rules";
import { patientIdOf } from "./address.ts";

/** Whose chart it is, above every tab. Opening it writes a line in the patient's access history. */
export default async function ChartLayout({
  params,
  children,
}: LayoutProps<"/patients/[patientId]">) {
  const patientId = await patientIdOf(params);
  const { roles } = await currentActor();
  const banner = await inScope(
    chartPermissions(roles),
    (scope) => getBanner(scope, patientId),
    patientId,
  );

  return (
    <>
      <PatientBanner banner={banner} />
      <div className="-mx-4">
        <ChartTabs patientId={patientId} roles={roles} />
      </div>
      <div className="pt-3.5">{children}</div>
    </>
  );
}
