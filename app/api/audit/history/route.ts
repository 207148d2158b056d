import { accessHistory } from "#lib/audit/history";
import { ReadHistory } from "#lib/audit/input";
import { jsonRoute } from "#lib/route";

/** A page of one patient's access history. */
export const POST = jsonRoute("history:read", ReadHistory, accessHistory);
