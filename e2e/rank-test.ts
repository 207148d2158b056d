/** The error function, to seven digits (Abramowitz and Stegun 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const value = 1 - series * Math.exp(-x * x);
  return x < 0 ? -value : value;
}

/**
 * How likely two samples are to differ at least this much if both come from one distribution: the
 * two-sided Mann-Whitney test, by its normal approximation. It asks for twenty or more of each.
 */
export function rankTest(one: readonly number[], other: readonly number[]): number {
  const all = [
    ...one.map((value) => ({ value, first: true })),
    ...other.map((value) => ({ value, first: false })),
  ];
  all.sort((a, b) => a.value - b.value);
  let ranks = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Equal values share the mean of their places.
    const shared = (start + 1 + end) / 2;
    ranks += all.slice(start, end).filter(({ first }) => first).length * shared;
    start = end;
  }
  const [m, n] = [one.length, other.length];
  const u = ranks - (m * (m + 1)) / 2;
  const spread = Math.sqrt((m * n * (m + n + 1)) / 12);
  const z = (u - (m * n) / 2) / spread;
  return 1 - erf(Math.abs(z) / Math.SQRT2);
}

/** The middle of a sample. */
export function medianOf(sample: readonly number[]): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
