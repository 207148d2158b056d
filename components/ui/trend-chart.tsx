/* biome-ignore-all lint/a11y/useSemanticElements: a drawing has no tags of its own for its marks */
/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a drawing has no tags of its own for its marks */
"use client";

import { AxisBottom, AxisLeft, type TickRendererProps } from "@visx/axis";
import { Group } from "@visx/group";
import { scaleLinear, scaleUtc } from "@visx/scale";
import { LinePath } from "@visx/shape";
import { type KeyboardEvent, type PointerEvent, useId, useRef, useState } from "react";
import { cn } from "#lib/cn";
import {
  bandSegments,
  nearestPoint,
  type TrendPoint,
  timeDomain,
  valueDomain,
} from "#lib/labs/trend";
import { useWidth } from "./use-width.ts";

/** A point of a chart: a circle in range, a diamond out of it, hollow while it may still change. */
export interface ChartPoint extends TrendPoint {
  readonly id: string;
  readonly isOut: boolean;
  readonly isHollow: boolean;
  /** Everything about the point in one sentence, for a screen reader. */
  readonly label: string;
  /** The same in short lines, for the eye: the first is the value. */
  readonly lines: readonly string[];
}

const height = 288;
const margin = { top: 12, right: 20, bottom: 30, left: 56 };
const year = 365 * 86_400_000;

const timeTick = (span: number) => (value: Date | { valueOf(): number }) => {
  const date = new Date(value.valueOf());
  if (span > 4 * year) return String(date.getUTCFullYear());
  const month = date.toLocaleString("en", { month: "short", timeZone: "UTC" });
  return span < year / 4
    ? `${String(date.getUTCDate()).padStart(2, "0")}-${month}`
    : `${month} ${date.getUTCFullYear()}`;
};

const tickLabel = { className: "tabular fill-ink-3", fontSize: 11 };

/**
 * Values over time, oldest left, the axis in proportion to time, with the reference band of each
 * result. By pointer or with the arrow keys each point tells its exact values. A table of the same
 * data has to stand beside it.
 */
export function TrendChart({
  title,
  yLabel,
  points,
}: {
  readonly title: string;
  readonly yLabel: string;
  readonly points: readonly ChartPoint[];
}) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame, 820);
  const clip = useId();
  const [active, setActive] = useState<number>();
  const nodes = useRef<(SVGGElement | null)[]>([]);

  const [from, to] = timeDomain(points);
  const inner = {
    width: width - margin.left - margin.right,
    height: height - margin.top - margin.bottom,
  };
  const x = scaleUtc({ domain: [from, to], range: [8, inner.width - 8] });
  const y = scaleLinear({ domain: [...valueDomain(points)], range: [inner.height, 0], nice: true });
  const [least, most] = y.domain() as [number, number];
  const bands = bandSegments(points, [x.invert(0).getTime(), x.invert(inner.width).getTime()]);

  const onPointerMove = (event: PointerEvent<SVGRectElement>) => {
    const left = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setActive(nearestPoint(points, x.invert(left).getTime()));
  };
  const onKeyDown = (event: KeyboardEvent<SVGGElement>) => {
    const here = active ?? points.length - 1;
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: points.length - 1 }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    nodes.current[Math.min(Math.max(next, 0), points.length - 1)]?.focus();
  };
  const shown = active === undefined ? undefined : points[active];

  return (
    <div ref={frame} className="relative min-w-0">
      <svg
        width={width}
        height={height}
        role="group"
        aria-label={title}
        className="block max-w-full"
      >
        <clipPath id={clip}>
          <rect width={inner.width} height={inner.height} />
        </clipPath>
        <Group left={margin.left} top={margin.top}>
          <g clipPath={`url(#${clip})`} aria-hidden>
            {bands.map((band) => (
              <rect
                key={band.from}
                className="fill-band"
                x={x(band.from)}
                width={Math.max(0, x(band.to) - x(band.from))}
                y={y(band.high ?? most)}
                height={Math.max(0, y(band.low ?? least) - y(band.high ?? most))}
              />
            ))}
          </g>
          <g aria-hidden>
            {y.ticks(5).map((tick) => (
              <line key={tick} x2={inner.width} y1={y(tick)} y2={y(tick)} className="stroke-line" />
            ))}
            <AxisLeft
              scale={y}
              numTicks={5}
              hideAxisLine
              hideTicks
              tickComponent={TickText}
              tickLabelProps={{ ...tickLabel, textAnchor: "end", dx: -4, dy: 3.5 }}
            />
            <AxisBottom
              scale={x}
              top={inner.height}
              numTicks={Math.max(2, Math.floor(inner.width / 110))}
              tickFormat={timeTick(to - from)}
              hideTicks
              axisLineClassName="stroke-line"
              tickComponent={TickText}
              tickLabelProps={{ ...tickLabel, textAnchor: "middle", dy: 4 }}
            />
            <text
              transform={`translate(${14 - margin.left} ${inner.height / 2}) rotate(-90)`}
              textAnchor="middle"
              fontSize={11}
              className="fill-ink-2"
            >
              {yLabel}
            </text>
            {shown === undefined ? null : (
              <line
                x1={x(shown.at)}
                x2={x(shown.at)}
                y2={inner.height}
                className="stroke-control"
              />
            )}
            <LinePath
              data={[...points]}
              x={(point) => x(point.at)}
              y={(point) => y(point.value)}
              className="stroke-series-1"
              strokeWidth={1.75}
              fill="none"
            />
          </g>
          <rect
            width={inner.width}
            height={inner.height}
            fill="transparent"
            onPointerMove={onPointerMove}
            onPointerLeave={() => setActive(undefined)}
          />
          {points.map((point, index) => (
            // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a mark tells its values and does nothing else
            <g
              key={point.id}
              ref={(node) => {
                nodes.current[index] = node;
              }}
              role="img"
              aria-label={point.label}
              tabIndex={index === (active ?? points.length - 1) ? 0 : -1}
              onFocus={() => setActive(index)}
              onBlur={() => setActive(undefined)}
              onKeyDown={onKeyDown}
              transform={`translate(${x(point.at)} ${y(point.value)})`}
              className="pointer-events-none"
            >
              <Mark point={point} isActive={index === active} />
            </g>
          ))}
        </Group>
      </svg>
      {shown === undefined ? null : (
        <div
          aria-hidden
          className="pointer-events-none absolute z-10 w-max max-w-60 rounded-control border border-line bg-raised px-2.5 py-1.5 text-xs shadow-popover"
          style={placeOf(margin.left + x(shown.at), margin.top + y(shown.value), width)}
        >
          {shown.lines.map((line, index) => (
            <p key={line} className={cn(index === 0 ? "font-semibold text-sm" : "text-ink-2")}>
              {line}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

/** A tick's label as plain text: the library's own is an svg with a style attribute, which our policy refuses. */
function TickText({
  formattedValue,
  x,
  y,
  dx,
  dy,
  fontSize,
  textAnchor,
  className,
}: TickRendererProps) {
  return (
    <text
      x={x}
      y={y}
      dx={dx}
      dy={dy}
      fontSize={fontSize}
      textAnchor={textAnchor}
      className={className}
    >
      {formattedValue}
    </text>
  );
}

/** Beside the point, on the side that has room. */
const placeOf = (left: number, top: number, width: number) =>
  left > width / 2
    ? { right: width - left + 14, top: Math.max(0, top - 30) }
    : { left: left + 14, top: Math.max(0, top - 30) };

function Mark({ point, isActive }: { readonly point: ChartPoint; readonly isActive: boolean }) {
  const size = isActive ? 5.5 : 4;
  const className = cn(
    point.isOut ? "stroke-critical" : "stroke-series-1",
    point.isHollow ? "fill-raised" : point.isOut ? "fill-critical" : "fill-series-1",
  );
  if (!point.isOut) return <circle r={size - 0.25} strokeWidth={1.5} className={className} />;
  return (
    <rect
      x={-size}
      y={-size}
      width={size * 2}
      height={size * 2}
      transform="rotate(45) scale(0.82)"
      strokeWidth={1.5}
      className={className}
    />
  );
}
