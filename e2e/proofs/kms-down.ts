import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { ensureBuild } from "#lib/cli/build-state";
import { freePort } from "#lib/cli/port";
import { startServer } from "#lib/cli/server";
import { configureKeyProvider } from "#lib/kms/configured";
import { unhurried } from "#lib/kms/guarded";
import { startKms } from "#lib/kms/testing-kms";

/**
 * A server whose root key is in a key service meets six faults of it: refused connections, hanging,
 * errors, slowness, another key, a disabled key. Members of a clinic whose keys are not at hand ask for
 * pages, routes and actions: each is told 503 in time, nothing of a patient and nothing in its place,
 * nothing is written, what needs no key is shown, and soon after the fault all is as before.
 */
export const claim: Claim = {
  title: "Without the key service no record is shown, none is shown as empty, and the rest works",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  await ensureBuild();
  const kms = await startKms();
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  // The clinics of the proof are made by the same key service.
  Object.assign(process.env, kms.environment, { E2E_ORIGIN: origin, APP_ORIGIN: origin });
  configureKeyProvider({ environment: "test", primary: kms.settings, before: [] }, unhurried);
  const environment = { ...kms.environment, APP_ORIGIN: origin, DATABASE_URL: appUrl };
  const server = await startServer({ host: "127.0.0.1", port, environment, output: "quiet" });
  try {
    const { meetFaults } = await import("./kms-down/rounds.ts");
    return await meetFaults(kms, { rounds: full ? 5 : 1, log });
  } finally {
    await server.stop();
    await kms.stop();
  }
}
