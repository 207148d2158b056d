import "server-only";
import { listOpenPlaces } from "./directory.ts";
import type { LiveSession } from "./session-store.ts";
import type { ClinicChoice } from "./view.ts";

/** The clinics that the person of this session may open at this moment. */
export async function listClinics(session: LiveSession): Promise<ClinicChoice[]> {
  const places = await listOpenPlaces(session);
  return places.map(({ tenantId, name, specialty, color }) => ({
    tenantId,
    name,
    specialty,
    color,
  }));
}
