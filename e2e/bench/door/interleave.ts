/** Runs all variants in turn, again and again, and gives the median time of each in milliseconds: a noisy moment hits them all. */
export async function interleave<Name extends string>(
  runs: Readonly<Record<Name, () => Promise<unknown>>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const entries = Object.entries(runs) as [Name, () => Promise<unknown>][];
  const times = new Map(entries.map(([name]) => [name, [] as number[]]));
  for (let round = -50; round < rounds; round += 1) {
    for (const [name, run] of entries) {
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)?.push(performance.now() - start);
    }
  }
  const medians = entries.map(([name]) => [name, median(times.get(name) ?? [])]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
