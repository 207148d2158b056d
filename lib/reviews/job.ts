import "server-only";
import { eachClinic } from "#lib/jobs/clinics";
import type { Job } from "#lib/jobs/job";
import { makeDueReviews } from "./digest.ts";
import { reviewJobName } from "./job-name.ts";

/** Makes the activity reviews that are due in each clinic, and those that an administrator asked for. */
export const makeActivityReviews: Job = {
  name: reviewJobName,
  everySeconds: 900,
  run: (signal) => eachClinic(signal, (tenantId) => makeDueReviews(tenantId, signal)),
};
