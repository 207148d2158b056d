import type { Metadata } from "next";
import { loadListState } from "#components/patients/list-state";
import { PatientList } from "#components/patients/patient-list";
import { can } from "#lib/access/permissions";
import { currentActor, inScope } from "#lib/auth/session";
import { ListPatients } from "#lib/patients/input";
import { listPatients } from "#lib/patients/queries";

export const metadata: Metadata = { title: "Patients" };

/** The patients of the clinic. Sort, filters and page are in the address; what is searched for never is. */
export default async function PatientsPage({ searchParams }: PageProps<"/patients">) {
  const { flag, after, ...state } = await loadListState(searchParams);
  const asked = ListPatients.safeParse({
    ...state,
    ...(flag === null ? {} : { flag }),
    ...(after === null ? {} : { after }),
    size: 50,
  });
  const input = asked.success ? asked.data : ListPatients.parse({ ...state, size: 50 });
  const list = await inScope("patient:read", (scope) => listPatients(scope, input));
  const actor = await currentActor();

  return (
    <PatientList
      tenantId={actor.tenantId}
      timeZone={actor.tenant.timeZone}
      list={list}
      canSearch={actor.roles.some((role) => can(role, "patient:search"))}
    />
  );
}
