"use server";

import { formAction } from "#lib/action";
import { RequestProbe } from "#lib/compliance/input";
import { requestProbe } from "#lib/compliance/probes";

/** Asks for an isolation probe. */
export const requestProbeAction = formAction("probe:run", RequestProbe, requestProbe);
