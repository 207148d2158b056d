import type { LabGridView, ResultView } from "./view.ts";

/** The newest result of a test. */
export interface LatestView {
  readonly key: string;
  readonly code: string | undefined;
  readonly name: string;
  readonly result: ResultView;
}

const rank = ({ result: { standing } }: LatestView): number => {
  if (standing.kind !== "flagged") return 2;
  return standing.flag === "HH" || standing.flag === "LL" ? 0 : 1;
};

/** The newest result of every test in a grid: critical ones first, then other flagged ones, newest first among equals. */
export function latestResults(grid: LabGridView): readonly LatestView[] {
  return grid.panels
    .flatMap(({ tests }) => tests)
    .flatMap(({ key, code, name, results }) => {
      const newest = grid.collections
        .map((one) => results[one.key]?.[0])
        .find((one) => one !== undefined);
      return newest === undefined ? [] : [{ key, code, name, result: newest }];
    })
    .sort((one, other) => rank(one) - rank(other) || other.result.at.localeCompare(one.result.at));
}

/** The newest results that are outside their range. */
export const latestAbnormal = (grid: LabGridView): readonly LatestView[] =>
  latestResults(grid).filter(({ result }) => result.standing.kind === "flagged");
