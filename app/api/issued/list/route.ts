import { ListIssued } from "#lib/issued/input";
import { listIssued } from "#lib/issued/queries";
import { jsonRoute } from "#lib/route";

/** A page of what the clinic issued. */
export const POST = jsonRoute("issued:read", ListIssued, listIssued);
