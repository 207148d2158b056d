import { clinicDate, clinicTime, dayOf } from "#lib/dates";
import type { CollectionView, PanelView, ResultView, TestView } from "./view.ts";

/** An opened result with what the grid needs to place it. */
export interface PlacedResult {
  readonly code: string | undefined;
  readonly name: string;
  readonly panel: string | undefined;
  readonly result: ResultView;
}

const unnamed = "Other results";

/** The collections of the given instants, newest first; two on one day also say the time. */
export function collectionsOf(
  instants: readonly Date[],
  timeZone: string,
): readonly CollectionView[] {
  const days = instants.map((instant) => dayOf(instant, timeZone));
  return instants.map((instant, index) => {
    const isShared = days.filter((day) => day === days[index]).length > 1;
    return {
      key: instant.toISOString(),
      at: instant.toISOString(),
      date: clinicDate(instant, timeZone),
      time: isShared ? clinicTime(instant, timeZone) : undefined,
    };
  });
}

function testOf(placed: readonly PlacedResult[]): TestView {
  const newest = placed[0];
  if (newest === undefined) throw new RangeError("a test has at least one result");
  const results: Record<string, ResultView[]> = {};
  for (const { result } of placed) {
    results[result.at] = [...(results[result.at] ?? []), result];
  }
  return {
    key: newest.code ?? newest.name,
    code: newest.code,
    name: newest.name,
    unit: newest.result.unit,
    range: newest.result.range,
    isAbnormal: placed.some(({ result }) => result.standing.kind === "flagged"),
    results,
  };
}

/**
 * Results as rows: tests by name under the panel that their newest result came with, panels by name,
 * results without one last. `placed` is newest first.
 */
export function panelsOf(placed: readonly PlacedResult[]): readonly PanelView[] {
  const byCode = Map.groupBy(placed, ({ code, name }) => code ?? name);
  const byPanel = Map.groupBy(
    byCode.values(),
    (results) => results.find(({ panel }) => panel !== undefined)?.panel ?? unnamed,
  );
  return [...byPanel]
    .map(([name, tests]) => ({
      name,
      tests: tests.map(testOf).sort((one, other) => one.name.localeCompare(other.name)),
    }))
    .sort((one, other) => {
      if (one.name === unnamed || other.name === unnamed) return one.name === unnamed ? 1 : -1;
      return one.name.localeCompare(other.name);
    });
}
