import { AskProgress } from "#lib/keys/input";
import { getRotation } from "#lib/keys/queries";
import { jsonRoute } from "#lib/route";

/** How far the rotation of the clinic's keys has come. */
export const POST = jsonRoute("key:read", AskProgress, getRotation);
