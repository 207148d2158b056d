/** One point of a trend: when, how much, and the limits that came with this very result. */
export interface TrendPoint {
  readonly at: number;
  readonly value: number;
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

/** A stretch of time over which the reference range stayed the same. An open side has no limit. */
export interface BandSegment {
  readonly from: number;
  readonly to: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

/** The values that an axis has to reach so that every point and every limit lies inside, with room around them. */
export function valueDomain(points: readonly TrendPoint[]): readonly [number, number] {
  const values = points.flatMap(({ value, low, high }) =>
    [value, low, high].filter((number) => number !== undefined),
  );
  if (values.length === 0) return [0, 1];
  const least = Math.min(...values);
  const most = Math.max(...values);
  const room = most === least ? Math.max(Math.abs(most) * 0.1, 1) : (most - least) * 0.08;
  return [least >= 0 ? Math.max(0, least - room) : least - room, most + room];
}

/** The times that an axis has to reach; a single point stands in the middle of two months. */
export function timeDomain(points: readonly TrendPoint[]): readonly [number, number] {
  const times = points.map(({ at }) => at);
  const first = Math.min(...times);
  const last = Math.max(...times);
  const month = 30 * 86_400_000;
  if (times.length === 0) return [0, month];
  return first === last ? [first - month, last + month] : [first, last];
}

/**
 * The reference band: each result's own range reaches half way to the results beside it, since
 * ranges change by laboratory. Where a result has no range there is no band. `points` are oldest first.
 */
export function bandSegments(
  points: readonly TrendPoint[],
  [start, end]: readonly [number, number],
): readonly BandSegment[] {
  const segments: BandSegment[] = [];
  points.forEach((point, index) => {
    if (point.low === undefined && point.high === undefined) return;
    const before = points[index - 1];
    const after = points[index + 1];
    const from = before === undefined ? start : (before.at + point.at) / 2;
    const to = after === undefined ? end : (point.at + after.at) / 2;
    const last = segments.at(-1);
    if (last?.to === from && last.low === point.low && last.high === point.high)
      segments[segments.length - 1] = { ...last, to };
    else segments.push({ from, to, low: point.low, high: point.high });
  });
  return segments;
}

/** The point nearest in time, for a pointer over the chart. */
export function nearestPoint(points: readonly TrendPoint[], at: number): number {
  let nearest = 0;
  points.forEach((point, index) => {
    const best = points[nearest];
    if (best === undefined || Math.abs(point.at - at) < Math.abs(best.at - at)) nearest = index;
  });
  return nearest;
}
