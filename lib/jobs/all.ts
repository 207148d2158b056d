import "server-only";
import { watchBreakGlass } from "#lib/break-glass/job";
import { isolationProbe } from "#lib/compliance/probe-job";
import { endConsoles } from "#lib/console/job";
import { carryOnRotations, countRowsUnderKeys } from "#lib/keys/jobs";
import { makeActivityReviews } from "#lib/reviews/job";
import { signCheckpoints, verifyChains } from "./checkpoints.ts";
import { removeExpiredRows } from "./expired-rows.ts";
import type { Job } from "./job.ts";

/** Everything that is done in the background. */
export const allJobs: readonly Job[] = [
  removeExpiredRows,
  carryOnRotations,
  countRowsUnderKeys,
  watchBreakGlass,
  isolationProbe,
  endConsoles,
  signCheckpoints,
  verifyChains,
  makeActivityReviews,
];
