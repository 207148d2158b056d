import postgres from "postgres";
import { closePool, configurePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { watchEscapes } from "./kill-backends/escapes.ts";
import { killUntil } from "./kill-backends/killer.ts";
import { dropLedger, makeLedger, readLedger } from "./kill-backends/ledger.ts";
import { refillPool } from "./kill-backends/pool-refill.ts";
import { Tally } from "./kill-backends/tally.ts";
import { runWorker } from "./kill-backends/worker.ts";

const workers = 20;
const connections = 10;
const refillLimitMillis = 2_000;

/** Backends die in mid-transaction under four tenants, and no transaction is mixed, halved, lost or left hanging. */
export const claim: Claim = {
  title: "A killed backend never mixes two clinics, halves a change or loses one",
  run,
};

async function run({ full, adminUrl, appUrl, log }: ProofContext): Promise<Verdict> {
  const goal = full ? 1_000 : 200;
  const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
  const tally = new Tally();
  const escapes = watchEscapes();
  try {
    await makeLedger(admin);
    configurePool(appUrl, { max: connections });
    const running = Array.from({ length: workers }, (_, index) => runWorker(index, tally));
    const kills = await killUntil(goal, admin, appUrl, (count) =>
      log(`${count} of ${goal} killed`),
    );
    tally.isOver = true;
    await Promise.all(running);
    const refillMillis = await refillPool(connections).catch(() => Number.POSITIVE_INFINITY);
    const broken = { ...tally.judge(await readLedger(admin)), ...(await escapes.count()) };
    const held =
      kills >= goal &&
      refillMillis <= refillLimitMillis &&
      Object.values(broken).every((count) => count === 0);
    return {
      held,
      figures: { kills, ...tally.figures(), ...broken, "pool full again (ms)": refillMillis },
    };
  } finally {
    tally.isOver = true;
    escapes.stop();
    await closePool();
    await dropLedger(admin);
    await admin.end({ timeout: 1 });
  }
}
