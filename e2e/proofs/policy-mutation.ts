import postgres from "postgres";
import { scoreMutations } from "#db/isolation/score";
import { undoing } from "#db/isolation/undoing";
import type { Claim } from "#e2e/claim";

/** Each policy, flag, grant, key, trigger, function and role is weakened once, and the gate names it each time. */
export const claim: Claim = {
  title: "No policy, grant or key can be weakened without the gate noticing",

  async run({ full, adminUrl, log }) {
    const admin = postgres(adminUrl, { max: 1, onnotice: () => undefined });
    try {
      // Every mutation is made in both lengths: in the full one each alone, and each opening is probed.
      const probes = (_mutation: unknown, position: number) => full || position % 40 === 0;
      const score = await undoing(admin, (query) =>
        scoreMutations(query, { alone: full, everyColumn: true, probes }, log),
      );
      for (const survivor of score.survivors.slice(0, 50)) log(`survived: ${survivor}`);
      return {
        held: score.total > 0 && score.survivors.length === 0,
        figures: {
          score: `${score.killed}/${score.total}`,
          ...score.byKind,
          "openings noticed by the tenant probe too": `${score.probedKilled}/${score.probed}`,
        },
      };
    } finally {
      await admin.end({ timeout: 5 });
    }
  },
};
