import { expect, test } from "vitest";
import { scoreMutations } from "./isolation/score.ts";
import { scratchDatabase } from "./isolation/scratch.ts";
import { undoing } from "./isolation/undoing.ts";

test("every policy, flag, grant, key, trigger, function and role is weakened once, and each is noticed", async () => {
  const scratch = await scratchDatabase();
  try {
    const score = await undoing(scratch.admin, (query) =>
      scoreMutations(
        query,
        { alone: false, everyColumn: false, probes: (_, position) => position % 40 === 0 },
        () => undefined,
      ),
    );
    expect(score.survivors).toEqual([]);
    expect(score.killed).toBe(score.total);
    expect(score.probed).toBeGreaterThan(0);
  } finally {
    await scratch.release();
  }
}, 240_000);
