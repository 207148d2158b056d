import "server-only";
import { env } from "#lib/env";
import { eachClinic } from "#lib/jobs/clinics";
import type { Job } from "#lib/jobs/job";
import { probeJobName } from "./probes.ts";
import { isDue, runProbes } from "./run-probe.ts";

const minutes = 60;

/** Probes isolation for each clinic once a day, and at once where a member asked for it. */
export const isolationProbe: Job = {
  name: probeJobName,
  everySeconds: 15 * minutes,
  async run(signal) {
    const due: string[] = [];
    await eachClinic(signal, async (tenantId) => {
      if (await isDue(tenantId)) due.push(tenantId);
    });
    if (due.length === 0) return;
    const { DATABASE_URL, SERVER_DATABASE_URL, CONTEXT_KEY } = env();
    const limit = AbortSignal.any([signal, AbortSignal.timeout(5 * minutes * 1_000)]);
    const logins = {
      operatorUrl: DATABASE_URL,
      serverUrl: SERVER_DATABASE_URL,
      contextKey: CONTEXT_KEY,
    };
    await runProbes(due, logins, limit);
  },
};
