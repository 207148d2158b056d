import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { jobs } from "#db/schema/jobs";
import { newId } from "#lib/ids";
import type { Job } from "./job.ts";

/** How long a run holds its job without renewing that. */
const leaseSeconds = 60;

/** One run of a job: while it holds the job, nobody else has it. */
export interface Claim {
  readonly name: string;
  readonly runId: string;
}

/** Makes the jobs known to the database. A new one is due at once; a known one keeps its turn. */
export async function announceJobs(list: readonly Job[]): Promise<void> {
  if (list.length === 0) return;
  await inDirectory((tx) =>
    tx
      .insert(jobs)
      .values(list.map(({ name, everySeconds }) => ({ name, everySeconds })))
      .onConflictDoUpdate({
        target: jobs.name,
        set: { everySeconds: sql`excluded.every_seconds` },
      }),
  );
}

/** Takes the job that has been due the longest, if any of `names` is. Of several that ask, one gets it. */
export async function claimDue(names: readonly string[]): Promise<Claim | undefined> {
  const runId = newId();
  const [claimed] = await inDirectory((tx) =>
    tx
      .update(jobs)
      .set({
        runId,
        claimedUntil: leaseEnd,
        startedAt: sql`clock_timestamp()`,
        dueAt: sql`clock_timestamp() + make_interval(secs => ${jobs.everySeconds})`,
      })
      .where(
        eq(
          jobs.name,
          tx
            .select({ name: jobs.name })
            .from(jobs)
            .where(
              and(
                inArray(jobs.name, [...names]),
                sql`${jobs.dueAt} <= clock_timestamp()`,
                sql`(${jobs.claimedUntil} is null or ${jobs.claimedUntil} < clock_timestamp())`,
              ),
            )
            .orderBy(jobs.dueAt)
            .limit(1)
            .for("update", { skipLocked: true }),
        ),
      )
      .returning({ name: jobs.name }),
  );
  return claimed && { name: claimed.name, runId };
}

const leaseEnd = sql`clock_timestamp() + make_interval(secs => ${leaseSeconds}::integer)`;

/** Holds the job for another while. False when it has meanwhile been taken over: the run must stop. */
export async function renewClaim({ name, runId }: Claim): Promise<boolean> {
  const renewed = await inDirectory((tx) =>
    tx
      .update(jobs)
      .set({ claimedUntil: leaseEnd })
      .where(and(eq(jobs.name, name), eq(jobs.runId, runId)))
      .returning({ name: jobs.name }),
  );
  return renewed.length > 0;
}

/** Gives the job back and says how the run ended. One that was taken over meanwhile is left alone. */
export async function endClaim({ name, runId }: Claim, outcome: "done" | "failed"): Promise<void> {
  await inDirectory((tx) =>
    tx
      .update(jobs)
      .set({ outcome, endedAt: sql`clock_timestamp()`, runId: null, claimedUntil: null })
      .where(and(eq(jobs.name, name), eq(jobs.runId, runId))),
  );
}

/** Asks for a run as soon as may be, also if one is under way: it may have begun before what it is to see. */
export async function nudgeJob(name: string): Promise<void> {
  await inDirectory((tx) =>
    tx.update(jobs).set({ dueAt: sql`clock_timestamp()` }).where(eq(jobs.name, name)),
  );
}
