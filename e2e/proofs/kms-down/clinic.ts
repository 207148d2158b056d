import { actionDoors, addressFor, type Ids } from "#e2e/intrusions/doors";
import { actionKeys, pageKeys, routeKeys } from "#e2e/intrusions/keyrings";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { plantReview } from "#e2e/planted-review";
import { admin, newColleague } from "#e2e/staff";
import { newClinic } from "#lib/testing";
import { type Asking, actionAsking, jsonAsking } from "./asking.ts";

/** A clinic with a patient whose every value is known, and a member who may see all of it. */
export interface ClinicInNeed {
  readonly tenantId: string;
  readonly patient: PlantedPatient;
  readonly session: string;
  readonly ids: Ids;
  readonly secrets: readonly string[];
}

/** Makes such a clinic, without the server under test hearing of it. */
export async function newClinicInNeed(): Promise<ClinicInNeed> {
  const clinic = await newClinic();
  const patient = await plantPatient(clinic.slug);
  const { token, memberId } = await newColleague(
    clinic.slug,
    "prescriber",
    "biller",
    "tenant_admin",
  );
  return {
    tenantId: clinic.tenantId,
    patient,
    session: token,
    ids: {
      patientId: patient.patientId,
      noteId: patient.noteId,
      invoiceId: patient.invoiceIds[0] ?? "",
      memberId,
      reviewId: await plantReview(clinic.tenantId),
    },
    secrets: [...patient.identity, ...patient.clinical, patient.birthDate],
  };
}

/** Pages that show nothing sealed and record no details: they need no key. */
const keyless = ["/me", "/me/password", "/me/factors", "/me/sso", "/admin/members/[memberId]"];
const publicPages = ["/sign-in", "/forgot"];
const sealedPages = /^\/$|^\/(patients|billing)|^\/admin\/audit$/;
const sealedRoutes = [
  "/api/patients/search",
  "/api/audit/history",
  "/api/audit/trail",
  "/api/drafts/keep",
];
const sealedActions = ["postPaymentAction", "recordDisclosureAction"];

/** One thing to ask: where, and how. */
export interface Ask {
  readonly path: string;
  readonly asking: Asking;
}

/** Everything that shows or takes something sealed: pages as documents, the chart as the router asks for it, routes, actions. */
export function sealedAsks({
  session,
  ids,
}: ClinicInNeed): Record<"pages" | "routes" | "actions", Ask[]> {
  const pages = Object.keys(pageKeys)
    .filter((page) => sealedPages.test(page))
    .map((page): Ask => ({ path: addressFor(page, ids), asking: { session } }));
  const routes = sealedRoutes.map(
    (path): Ask => ({
      path,
      asking: jsonAsking(session, routeKeys[path]?.body(ids, "Quill") ?? {}),
    }),
  );
  const actions = sealedActions.map((name): Ask => {
    const door = actionDoors.find((each) => each.name === name);
    if (!door) throw new Error(`the build has no ${name}`);
    const fields = actionKeys[name]?.body(ids, "Quill") ?? {};
    return { path: addressFor(door.page, ids), asking: actionAsking(session, door.id, fields) };
  });
  return { pages, routes, actions };
}

/** The chart of the clinic's patient. */
export const chartOf = ({ session, patient }: ClinicInNeed): Ask => ({
  path: `/patients/${patient.patientId}`,
  asking: { session },
});

/** Everything that needs no key, as a member and as nobody. */
export const keylessAsks = ({ session, ids }: ClinicInNeed): Ask[] => [
  ...keyless.map((page): Ask => ({ path: addressFor(page, ids), asking: { session } })),
  ...publicPages.map((path): Ask => ({ path, asking: {} })),
];

/** How many events the clinic's trail holds. */
export async function eventsOf({ tenantId }: ClinicInNeed): Promise<number> {
  const [row] = await admin<{ count: number }[]>`
    select count(*)::int from audit.events where tenant_id = ${tenantId}`;
  return row?.count ?? 0;
}
