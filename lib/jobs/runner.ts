import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { log } from "#lib/log";
import type { Job } from "./job.ts";
import { announceJobs, type Claim, claimDue, endClaim, renewClaim } from "./queue.ts";

/** How many jobs one process runs side by side: a long one keeps the minute's from nothing. */
const atOnce = 3;

const pollMillis = 1_000;
const renewMillis = 20_000;

/** Runs jobs as they become due until `stop`, and then waits for those under way. While the database is away it waits. */
export async function runJobs(list: readonly Job[], stop: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>();
  let isAnnounced = false;
  while (!stop.aborted) {
    try {
      if (!isAnnounced) await announceJobs(list);
      isAnnounced = true;
      const claim =
        running.size < atOnce ? await claimDue(list.map(({ name }) => name)) : undefined;
      if (claim) {
        const run = runClaimed(list, claim, stop).then(() => void running.delete(run));
        running.add(run);
        continue;
      }
    } catch (error) {
      log.error({ err: error }, "the queue of background work cannot be read");
    }
    await pause(pollMillis, undefined, { signal: stop }).catch(() => undefined);
  }
  await Promise.all(running);
}

/** Runs what is due now, one after another, until nothing is. The number of runs that failed. */
export async function runDueJobs(list: readonly Job[], stop: AbortSignal): Promise<number> {
  await announceJobs(list);
  let failed = 0;
  while (!stop.aborted) {
    const claim = await claimDue(list.map(({ name }) => name));
    if (!claim) break;
    if (!(await runClaimed(list, claim, stop))) failed += 1;
  }
  return failed;
}

/** One run: it holds its job while it lives, and is told to stop once somebody else has it. False if it failed. */
async function runClaimed(list: readonly Job[], claim: Claim, stop: AbortSignal): Promise<boolean> {
  const job = list.find(({ name }) => name === claim.name);
  const lost = new AbortController();
  const renewal = setInterval(() => {
    void renewClaim(claim).then(
      (isOurs) => isOurs || lost.abort(),
      () => undefined,
    );
  }, renewMillis);
  let isDone = false;
  try {
    await job?.run(AbortSignal.any([stop, lost.signal]));
    isDone = true;
  } catch (error) {
    log.error({ job: claim.name, err: error }, "background work failed");
  } finally {
    clearInterval(renewal);
  }
  // A claim that cannot be given back runs out by itself.
  await endClaim(claim, isDone ? "done" : "failed").catch(() => undefined);
  return isDone;
}
