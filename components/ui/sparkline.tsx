/** A value at a time, and whether it was outside its range. */
export interface SparkPoint {
  readonly at: number;
  readonly value: number;
  readonly isOut: boolean;
}

const [width, height, room] = [72, 20, 3];

/** The course of a value in the width of a word, oldest left. It repeats what the row says, so a screen reader skips it. */
export function Sparkline({ points }: { readonly points: readonly SparkPoint[] }) {
  if (points.length < 2)
    return <span className="text-ink-3 text-xs">{points.length === 1 ? "1 result" : "–"}</span>;
  const times = points.map(({ at }) => at);
  const values = points.map(({ value }) => value);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (at: number) => room + ((at - first) / (last - first || 1)) * (width - 2 * room);
  const y = (value: number) =>
    most === least
      ? height / 2
      : height - room - ((value - least) / (most - least)) * (height - 2 * room);
  const newest = points.reduce((latest, point) => (point.at > latest.at ? point : latest));

  return (
    <svg aria-hidden width={width} height={height} className="block">
      <polyline
        points={[...points]
          .sort((one, other) => one.at - other.at)
          .map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`)
          .join(" ")}
        fill="none"
        className="stroke-ink-3"
        strokeWidth={1.25}
      />
      <circle
        cx={x(newest.at)}
        cy={y(newest.value)}
        r={2.5}
        className={newest.isOut ? "fill-critical" : "fill-accent"}
      />
    </svg>
  );
}
