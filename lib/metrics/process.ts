import "server-only";
import { type Channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Meter } from "@opentelemetry/api";
import { poolState } from "#db/client";
import type { Pulse } from "#db/pulse";
import { type TransactionSignal, transactionSignals } from "#db/signals";
import { eventSignals, keySignals } from "#lib/signals";

/** Counts what this process does with its database and keys. Returns what stops it. */
export function countWork(meter: Meter): () => void {
  const transactions = meter.createHistogram("transaction_duration_seconds", {
    description: "How long a transaction held its connection",
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5] },
  });
  const events = meter.createCounter("audit_events_appended", {
    description: "Events that this process added to audit trails, those of rows aside",
  });
  const keys = meter.createCounter("key_cache_lookups", {
    description: "Whether a clinic's keys were in memory (hit) or had to be unwrapped (miss)",
  });
  meter
    .createObservableGauge("db_pool_connections", { description: "Connections of the pool by use" })
    .addCallback((result) => {
      const { lent, idle, opening, waiting } = poolState();
      for (const [state, value] of Object.entries({ lent, idle, opening }))
        result.observe(value, { state });
      result.observe(waiting, { state: "waited_for" });
    });
  const listeners: [Channel, (message: unknown) => void][] = [
    [
      transactionSignals,
      (message) => {
        const { seconds, outcome } = message as TransactionSignal;
        transactions.record(seconds, { outcome });
      },
    ],
    [eventSignals, (message) => events.add((message as { count: number }).count)],
    [
      keySignals,
      (message) => keys.add(1, { result: (message as { isHit: boolean }).isHit ? "hit" : "miss" }),
    ],
  ];
  for (const [{ name }, listener] of listeners) subscribe(name, listener);
  return () => {
    for (const [{ name }, listener] of listeners) unsubscribe(name, listener);
  };
}

/** Tells of background work as the database has it, for all processes together. What cannot be asked is left out. */
export function tellJobs(meter: Meter, pulse: () => Promise<Pulse>): void {
  const overdue = meter.createObservableGauge("job_overdue_seconds", {
    description: "By how long a run of the job is overdue",
  });
  const age = meter.createObservableGauge("job_last_run_age_seconds", {
    description: "How long ago the job's last run ended",
  });
  const failed = meter.createObservableGauge("job_last_run_failed", {
    description: "1 if the job's last run failed",
  });
  meter.addBatchObservableCallback(
    async (result) => {
      const found = await pulse().catch(() => undefined);
      for (const { name: job, outcome, sinceEnd, overdue: seconds } of found?.jobs ?? []) {
        result.observe(overdue, seconds, { job });
        if (sinceEnd !== null) result.observe(age, sinceEnd, { job });
        result.observe(failed, outcome === "failed" ? 1 : 0, { job });
      }
    },
    [overdue, age, failed],
  );
}
