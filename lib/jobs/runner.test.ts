import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newId } from "#lib/ids";
import { log } from "#lib/log";
import { admin, newClinic } from "#lib/testing";
import { eachClinic } from "./clinics.ts";
import { removeExpiredRows } from "./expired-rows.ts";
import type { Job } from "./job.ts";
import { announceJobs, claimDue, endClaim, nudgeJob, renewClaim } from "./queue.ts";
import { runDueJobs, runJobs } from "./runner.ts";

// A name of each test's own, so that none claims what another announced.
let name = "";
beforeEach(() => {
  name = `test-${newId()}`;
});

afterEach(() => {
  vi.restoreAllMocks();
});

const job = (run: Job["run"], everySeconds = 3_600): Job => ({ name, everySeconds, run });
const nothing = () => Promise.resolve();
const never = new AbortController().signal;

const row = async () => {
  const [found] = await admin`select * from directory.jobs where name = ${name}`;
  return found;
};
const letLeaseRunOut = () =>
  admin`update directory.jobs set claimed_until = clock_timestamp() - interval '1 second' where name = ${name}`;

test("a new job is due at once, then not before its time, then when it is nudged", async () => {
  let runs = 0;
  const list = [
    job(async () => {
      runs += 1;
    }),
  ];

  expect(await runDueJobs(list, never)).toBe(0);
  expect(await runDueJobs(list, never)).toBe(0);
  expect(runs).toBe(1);
  await nudgeJob(name);
  await runDueJobs(list, never);
  expect(runs).toBe(2);
  expect(await row()).toMatchObject({ outcome: "done", run_id: null, claimed_until: null });
});

test("of many that ask at once, one gets the job", async () => {
  await announceJobs([job(nothing)]);
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimDue([name])));

  expect(claims.filter(Boolean)).toHaveLength(1);
});

test("a run that dies is followed by another, and can then neither renew nor end what is not its own", async () => {
  await announceJobs([job(nothing)]);
  const dead = await claimDue([name]);
  await nudgeJob(name);
  expect(await claimDue([name])).toBeUndefined();
  await letLeaseRunOut();
  const next = await claimDue([name]);

  if (!dead || !next) throw new Error("the job was not claimed twice");
  expect(await renewClaim(dead)).toBe(false);
  await endClaim(dead, "done");
  expect(await row()).toMatchObject({ run_id: next.runId, outcome: null });
  expect(await renewClaim(next)).toBe(true);
});

test("a run that fails says so and waits for its next turn", async () => {
  const failing = job(() => Promise.reject(new Error("no")));
  const said = vi.spyOn(log, "error").mockImplementation(() => undefined);

  expect(await runDueJobs([failing], never)).toBe(1);
  expect(await row()).toMatchObject({ outcome: "failed", run_id: null });
  expect(await claimDue([name])).toBeUndefined();
  expect(said).toHaveBeenCalledOnce();
});

test("a nudge during a run brings another run after it", async () => {
  let runs = 0;
  const list = [
    job(async () => {
      runs += 1;
      if (runs === 1) await nudgeJob(name);
    }),
  ];
  await runDueJobs(list, never);

  expect(runs).toBe(2);
});

test("stopping lets the run under way finish", async () => {
  const stop = new AbortController();
  let isFinished = false;
  await runJobs(
    [
      job(async (signal) => {
        stop.abort();
        expect(signal.aborted).toBe(true);
        await Promise.resolve();
        isFinished = true;
      }),
    ],
    stop.signal,
  );

  expect(isFinished).toBe(true);
  expect(await row()).toMatchObject({ outcome: "done" });
});

test("a clinic for which it fails keeps nothing from the others", async () => {
  const [one, other, suspended] = [await newClinic(), await newClinic(), await newClinic()];
  await admin`update directory.tenants set status = 'suspended' where id = ${suspended.tenantId}`;
  vi.spyOn(log, "error").mockImplementation(() => undefined);
  const seen: string[] = [];
  const working = eachClinic(never, async (tenantId) => {
    seen.push(tenantId);
    if (tenantId === one.tenantId) throw new Error("no");
  });

  await expect(working).rejects.toThrow("failed for some clinics");
  expect(seen).toContain(other.tenantId);
  expect(seen).not.toContain(suspended.tenantId);
});

test("what nobody came back for is removed, and what is still counted stays", async () => {
  const [old, young] = [`old-${name}`, `young-${name}`];
  await admin`insert into directory.throttles (key, points, expires_at) values
    (${old}, 1, clock_timestamp() - interval '2 hours'), (${young}, 1, clock_timestamp())`;
  await removeExpiredRows.run(never);
  const left = await admin`select key from directory.throttles where key in (${old}, ${young})`;

  expect(left.map(({ key }) => key as string)).toEqual([young]);
});
