import "server-only";
import { mailAlarms } from "#lib/checkpoints/alarm-mail";
import { raiseAlarm } from "#lib/checkpoints/alarms";
import { checkpointRound } from "#lib/checkpoints/clinic-round";
import { asKeeper } from "#lib/checkpoints/operator";
import { standingLimits, standingOf } from "#lib/checkpoints/standing";
import { verifyScheduled } from "#lib/checkpoints/verify-now";
import { eachClinic } from "./clinics.ts";
import type { Job } from "./job.ts";

/** Signs what every clinic's chain has grown by, and sees to it that those who should know hear of what is wrong. */
export const signCheckpoints: Job = {
  name: "sign-checkpoints",
  everySeconds: 60,
  run: (signal) =>
    eachClinic(signal, async (tenantId) => {
      try {
        await checkpointRound(tenantId);
      } finally {
        await noteBehind(tenantId);
        await mailAlarms(tenantId);
      }
    }),
};

/** How often a whole chain is walked; in between, what is new is checked before it is signed. */
const wholeEvery = 24 * 60 * 60;
const afterDamage = 60 * 60;

/** Walks every clinic's whole chain once a day, and every hour while it is known to be damaged. */
export const verifyChains: Job = {
  name: "verify-chains",
  everySeconds: 600,
  run: (signal) =>
    eachClinic(signal, async (tenantId) => {
      const { wholeAge = Number.POSITIVE_INFINITY, position, alarms } = await standing(tenantId);
      const isDamaged = alarms.some(({ kind }) => kind === "damaged");
      if (position > 0 && wholeAge > (isDamaged ? afterDamage : wholeEvery))
        await verifyScheduled(tenantId);
    }),
};

async function noteBehind(tenantId: string): Promise<void> {
  const { waiting = 0 } = await standing(tenantId);
  if (waiting <= standingLimits.behind) return;
  await asKeeper(tenantId, (tx) => raiseAlarm(tx, tenantId, "behind"));
}

const standing = (tenantId: string) => asKeeper(tenantId, (tx) => standingOf(tx, tenantId));
