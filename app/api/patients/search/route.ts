import { SearchPatients } from "#lib/patients/input";
import { searchPatients } from "#lib/patients/queries";
import { jsonRoute } from "#lib/route";

/** Patients by what a person types. The words come in the body and are never part of an address. */
export const POST = jsonRoute("patient:search", SearchPatients, searchPatients);
