/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions -- arrows move among the rows of a table */
"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { parseAsBoolean, useQueryState } from "nuqs";
import { useRef } from "react";
import { EmptyState } from "#components/ui/empty-state";
import { FilterToggle } from "#components/ui/filter-chips";
import { PageHeading } from "#components/ui/page-heading";
import { Pagination } from "#components/ui/pagination";
import { useRovingRows } from "#components/ui/roving-rows";
import { ScrollRegion } from "#components/ui/scroll-region";
import { Sparkline } from "#components/ui/sparkline";
import { cn } from "#lib/cn";
import type { LabGridView, PanelView, TestView } from "#lib/labs/view";
import { trendHref } from "#lib/routes";
import { LabCell } from "./lab-cell.tsx";

const sticky = "sticky z-10 bg-raised group-hover:bg-hover";

const sparkOf = (test: TestView) =>
  Object.values(test.results)
    .flat()
    .flatMap(({ at, value, standing, unit }) =>
      value === undefined || unit !== test.unit
        ? []
        : [{ at: Date.parse(at), value, isOut: standing.kind === "flagged" }],
    );

/**
 * Results as a grid: tests grouped by panel, collections newest first, the first columns always in
 * sight. A row is one tab stop and opens the trend of its test.
 */
export function LabGrid({
  title,
  noun,
  grid,
  timeZone,
  trendsOf,
  pageHref,
  empty,
}: {
  readonly title: string;
  readonly noun: string;
  readonly grid: LabGridView;
  readonly timeZone: string;
  /** Whose trends the rows lead to; undefined where tests have no trend page. */
  readonly trendsOf?: string | undefined;
  readonly pageHref: { readonly newer?: Route | undefined; readonly older?: Route | undefined };
  readonly empty: { readonly title: string; readonly text: string };
}) {
  const [onlyAbnormal, setOnlyAbnormal] = useQueryState(
    "abnormal",
    parseAsBoolean.withDefault(false),
  );
  const panels = onlyAbnormal
    ? grid.panels
        .map((panel) => ({ ...panel, tests: panel.tests.filter(({ isAbnormal }) => isAbnormal) }))
        .filter(({ tests }) => tests.length > 0)
    : grid.panels;
  const abnormal = grid.panels
    .flatMap(({ tests }) => tests)
    .filter((test) => test.isAbnormal).length;

  return (
    <>
      <PageHeading title={title} note={`${grid.collections.length} ${noun} shown`}>
        {abnormal === 0 && !onlyAbnormal ? null : (
          <FilterToggle
            label={`Abnormal only (${abnormal})`}
            isOn={onlyAbnormal}
            onChange={(isOn) => void setOnlyAbnormal(isOn || null)}
          />
        )}
      </PageHeading>
      <div className="overflow-hidden rounded-card border border-line bg-raised">
        {grid.collections.length === 0 ? (
          <EmptyState title={empty.title}>{empty.text}</EmptyState>
        ) : panels.length === 0 ? (
          <EmptyState title="No abnormal result among those shown">
            Results without a reference range are not judged.
          </EmptyState>
        ) : (
          <Grid title={title} panels={panels} grid={grid} timeZone={timeZone} trendsOf={trendsOf} />
        )}
        {pageHref.newer === undefined && pageHref.older === undefined ? null : (
          <div className="flex min-h-10 items-center border-line border-t px-3 print:hidden">
            <Pagination
              note="Newest first"
              previous={pageHref.newer}
              next={pageHref.older}
              words={["Newer", "Older"]}
            />
          </div>
        )}
      </div>
    </>
  );
}

const headClass =
  "h-8 border-line border-b bg-sunken px-2 last:pr-3 font-medium text-ink-2 text-xs whitespace-nowrap";

function Grid({
  title,
  panels,
  grid,
  timeZone,
  trendsOf,
}: {
  readonly title: string;
  readonly panels: readonly PanelView[];
  readonly grid: LabGridView;
  readonly timeZone: string;
  readonly trendsOf: string | undefined;
}) {
  const body = useRef<HTMLTableElement>(null);
  const router = useRouter();
  const tests = panels.flatMap((panel) => panel.tests);
  const roving = useRovingRows(body, tests.length);
  const columnCount = grid.collections.length + 4;

  return (
    <ScrollRegion label={title} className="max-h-[max(22rem,calc(100dvh-14rem))]">
      <table
        ref={body}
        onKeyDown={roving.onKeyDown}
        className="min-w-full border-separate border-spacing-0"
      >
        <caption className="sr-only">{title}, newest collection first</caption>
        <thead className="sticky top-0 z-20">
          <tr>
            <th
              scope="col"
              className={cn(headClass, "sticky left-0 z-10 w-52 min-w-52 pl-3 text-left")}
            >
              {trendsOf === undefined ? "Measure" : "Test"}
            </th>
            <th scope="col" className={cn(headClass, "text-left")}>
              Unit
            </th>
            <th scope="col" className={cn(headClass, "text-right")}>
              Reference
            </th>
            <th scope="col" className={cn(headClass, "text-left")}>
              Course
            </th>
            {grid.collections.map(({ key, date, time }) => (
              <th key={key} scope="col" className={cn(headClass, "tabular text-right")}>
                {date}
                {time === undefined ? null : <span className="text-ink-3"> {time}</span>}
              </th>
            ))}
          </tr>
        </thead>
        {panels.map((panel) => (
          <tbody key={panel.name}>
            {panels.length === 1 ? null : (
              <tr>
                <th
                  scope="rowgroup"
                  colSpan={columnCount}
                  className="h-7 border-line border-b bg-sunken px-3 text-left font-semibold text-xs"
                >
                  <span className="sticky left-3">{panel.name}</span>
                </th>
              </tr>
            )}
            {panel.tests.map((test) => {
              const index = tests.indexOf(test);
              const href =
                trendsOf === undefined || test.code === undefined
                  ? undefined
                  : trendHref(trendsOf, test.code);
              return (
                <tr
                  key={test.key}
                  data-row=""
                  tabIndex={roving.tabIndex(index)}
                  onFocus={() => roving.onFocus(index)}
                  onKeyDown={(event) => {
                    if (
                      event.key === "Enter" &&
                      href !== undefined &&
                      event.target === event.currentTarget
                    )
                      router.push(href);
                  }}
                  className="-outline-offset-2 group h-8 hover:bg-hover pointer-coarse:h-10"
                >
                  <th
                    scope="row"
                    className={cn(
                      sticky,
                      "left-0 w-52 min-w-52 max-w-52 border-line border-b pr-2 pl-3 text-left font-medium",
                    )}
                  >
                    {href === undefined ? (
                      <span className="block truncate" title={test.name}>
                        {test.name}
                      </span>
                    ) : (
                      <Link
                        href={href}
                        tabIndex={-1}
                        prefetch={false}
                        title={`${test.name}: trend`}
                        className="block truncate hover:underline"
                      >
                        {test.name}
                      </Link>
                    )}
                  </th>
                  <td className="border-line border-b px-2 whitespace-nowrap text-ink-3">
                    {test.unit ?? "–"}
                  </td>
                  <td className="tabular border-line border-b px-2 text-right whitespace-nowrap text-ink-3">
                    {test.range}
                  </td>
                  <td className="border-line border-b px-2">
                    <Sparkline points={sparkOf(test)} />
                  </td>
                  {grid.collections.map(({ key }) => (
                    <LabCell
                      key={key}
                      results={test.results[key]}
                      test={test}
                      timeZone={timeZone}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        ))}
      </table>
    </ScrollRegion>
  );
}
