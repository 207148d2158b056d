import { revealEvent } from "#lib/audit/event";
import { GetEvent } from "#lib/audit/input";
import { jsonRoute } from "#lib/route";

/** The values of one event's fields, which is an event of its own. */
export const POST = jsonRoute("audit:read", GetEvent, revealEvent);
