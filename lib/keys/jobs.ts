import "server-only";
import { eachClinic } from "#lib/jobs/clinics";
import type { Job } from "#lib/jobs/job";
import { countHoldings } from "./holdings.ts";
import { rotationJobName } from "./job-names.ts";
import { continueRotation } from "./rotation.ts";

/** Carries on with every rotation that was asked for and is not finished. */
export const carryOnRotations: Job = {
  name: rotationJobName,
  everySeconds: 60,
  run: (signal) =>
    eachClinic(signal, async (tenantId) => {
      await continueRotation(tenantId, { signal });
    }),
};

/** Counts once a day how many rows each version of a clinic's field key still has. */
export const countRowsUnderKeys: Job = {
  name: "key-holdings",
  everySeconds: 24 * 3_600,
  run: (signal) =>
    eachClinic(signal, async (tenantId) => {
      await countHoldings(tenantId);
    }),
};
