import { channel } from "node:diagnostics_channel";

/** Where it is announced how many events were added to a trail, for whoever counts. */
export const eventSignals = channel("chartkeep.audit-events");

/** Where it is announced whether a clinic's keys were in memory, or had to be unwrapped. */
export const keySignals = channel("chartkeep.key-cache");
