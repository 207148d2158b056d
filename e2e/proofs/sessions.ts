import { closePool, configurePool } from "#db/client";
import type { Claim, ProofContext, Verdict } from "#e2e/claim";
import { admin } from "#lib/testing";
import { clocks } from "./sessions/clocks.ts";
import { ends } from "./sessions/ends.ts";
import { links } from "./sessions/links.ts";
import { tokens } from "./sessions/tokens.ts";

const parts = { clocks, tokens, ends, links };

/**
 * A session ends when the database clock says so and at no other time, at once when anybody who may
 * ends it, and its token is replaced by everything that changes what it reaches. A link that was mailed
 * works once, and no answer tells by its time whose address is known.
 */
export const claim: Claim = {
  title: "Sessions end to the second and at once, and no token is ever used twice or written down",
  run,
};

async function run({ full, appUrl, log }: ProofContext): Promise<Verdict> {
  configurePool(appUrl, { max: 8 });
  try {
    const wrong: string[] = [];
    let figures: Verdict["figures"] = {};
    for (const [name, part] of Object.entries(parts)) {
      const result = await part({ full });
      log(`${name}: ${result.wrong.length === 0 ? "as it has to be" : result.wrong.join("; ")}`);
      wrong.push(...result.wrong);
      figures = { ...figures, ...result.figures };
    }
    return { held: wrong.length === 0, figures: { ...figures, wrong: wrong.length } };
  } finally {
    await closePool();
    await admin.end({ timeout: 5 });
  }
}
