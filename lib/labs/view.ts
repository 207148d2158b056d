import type { Standing } from "./rules.ts";

/** One result as every lab page shows it. `shown` is the value as it arrived, with its comparator, or its words. */
export interface ResultView {
  readonly id: string;
  readonly at: string;
  readonly shown: string;
  readonly value: number | undefined;
  readonly unit: string | undefined;
  readonly standing: Standing;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly range: string;
  /** "preliminary", "corrected"; undefined for a final result. */
  readonly status: string | undefined;
  readonly laboratory: string | undefined;
  readonly comment: string | undefined;
}

/** A collection: every result taken at one instant. */
export interface CollectionView {
  readonly key: string;
  readonly at: string;
  readonly date: string;
  /** The time of day, where two collections share a day. */
  readonly time: string | undefined;
}

/** One test in the grid, with its results by collection. `unit` and `range` are those of its newest result shown. */
export interface TestView {
  readonly key: string;
  /** Its LOINC code, which leads to the trend; undefined for a test sent without one. */
  readonly code: string | undefined;
  readonly name: string;
  readonly unit: string | undefined;
  readonly range: string;
  readonly isAbnormal: boolean;
  readonly results: Readonly<Record<string, readonly ResultView[]>>;
}

/** Tests that were ordered together. */
export interface PanelView {
  readonly name: string;
  readonly tests: readonly TestView[];
}

/** The grid of results: collections newest first, tests grouped by panel. */
export interface LabGridView {
  readonly collections: readonly CollectionView[];
  readonly panels: readonly PanelView[];
  /** Which page of collections this is, from 0 for the newest. */
  readonly page: number;
  readonly hasOlder: boolean;
}

/** Results of one test in one unit, oldest first. */
export interface SeriesView {
  readonly unit: string | undefined;
  readonly results: readonly ResultView[];
}

/** Everything about one test over time. Units are never mixed: each has its own series. */
export interface LabTrendView {
  readonly code: string;
  readonly name: string;
  readonly series: readonly SeriesView[];
  /** Results in words, which no chart can show. */
  readonly worded: readonly ResultView[];
}
