import { expect, test } from "vitest";
import { bandSegments, nearestPoint, timeDomain, valueDomain } from "./trend.ts";

const day = 86_400_000;
const point = (days: number, value: number, low?: number, high?: number) => ({
  at: days * day,
  value,
  low,
  high,
});

test("the value axis holds every point and every limit", () => {
  const [least, most] = valueDomain([point(0, 180, 264, 916), point(30, 1200, 250, 827)]);
  expect(least).toBeLessThan(180);
  expect(most).toBeGreaterThan(1200);
});

test("the value axis does not go below zero for what cannot be negative", () => {
  expect(valueDomain([point(0, 1, 0, 40)])[0]).toBe(0);
  expect(valueDomain([point(0, -3, -2, 2)])[0]).toBeLessThan(-3);
});

test("a single value still has an axis around it", () => {
  const [least, most] = valueDomain([point(0, 5)]);
  expect(most).toBeGreaterThan(least);
  const [from, to] = timeDomain([point(10, 5)]);
  expect(to - from).toBe(60 * day);
});

test("the band follows each result's own range, changing half way between two", () => {
  const points = [point(0, 500, 264, 916), point(10, 500, 264, 916), point(30, 500, 250, 827)];
  expect(bandSegments(points, [0, 30 * day])).toEqual([
    { from: 0, to: 20 * day, low: 264, high: 916 },
    { from: 20 * day, to: 30 * day, low: 250, high: 827 },
  ]);
});

test("where a result has no range there is no band", () => {
  const points = [point(0, 500, 264, 916), point(10, 500), point(20, 500, undefined, 827)];
  expect(bandSegments(points, [0, 20 * day])).toEqual([
    { from: 0, to: 5 * day, low: 264, high: 916 },
    { from: 15 * day, to: 20 * day, low: undefined, high: 827 },
  ]);
});

test("the pointer finds the nearest result", () => {
  const points = [point(0, 1), point(10, 2), point(30, 3)];
  expect(nearestPoint(points, 21 * day)).toBe(2);
  expect(nearestPoint(points, 19 * day)).toBe(1);
  expect(nearestPoint(points, -5 * day)).toBe(0);
});
