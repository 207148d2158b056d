import { getEvent } from "#lib/audit/event";
import { GetEvent } from "#lib/audit/input";
import { jsonRoute } from "#lib/route";

/** One audit event with its details opened, which is an event of its own. */
export const POST = jsonRoute("audit:read", GetEvent, getEvent);
