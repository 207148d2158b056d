import "server-only";
import { lt, sql } from "drizzle-orm";
import { inDirectory } from "#db/directory";
import { challenges } from "#db/schema/challenges";
import { ssoFlows } from "#db/schema/sso-flows";
import { throttles } from "#db/schema/throttles";
import type { Job } from "./job.ts";

/** Removes what nobody came back for: challenges, ways to an identity provider and counters of tries whose time is over. */
export const removeExpiredRows: Job = {
  name: "remove-expired-rows",
  everySeconds: 600,
  async run() {
    for (const table of [challenges, ssoFlows, throttles]) {
      await inDirectory((tx) =>
        tx.delete(table).where(lt(table.expiresAt, sql`clock_timestamp() - interval '1 hour'`)),
      );
    }
  },
};
