import { ListTrail } from "#lib/audit/input";
import { listTrail } from "#lib/audit/trail";
import { jsonRoute } from "#lib/route";

/** A page of the audit trail, as a person narrows it and turns its pages. */
export const POST = jsonRoute("audit:read", ListTrail, listTrail);
