import { Card } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Notice } from "#components/ui/notice";
import { ScrollRegion } from "#components/ui/scroll-region";
import { type ChartPoint, TrendChart } from "#components/ui/trend-chart";
import { clinicDateTime } from "#lib/dates";
import type { LabTrendView, ResultView, SeriesView } from "#lib/labs/view";
import { FlaggedValue } from "./flagged-value.tsx";
import { resultLines, resultSentence } from "./result-words.ts";

const pointOf = (result: ResultView, timeZone: string): ChartPoint[] =>
  result.value === undefined
    ? []
    : [
        {
          id: result.id,
          at: Date.parse(result.at),
          value: result.value,
          low: result.low,
          high: result.high,
          isOut: result.standing.kind === "flagged",
          isHollow: result.status === "preliminary",
          label: resultSentence(result, timeZone),
          lines: resultLines(result, timeZone),
        },
      ];

const labelOf = (name: string, { unit }: SeriesView) => `${name} (${unit ?? "no unit"})`;

/** One test over time: a chart for each unit it came in, and the same results as a table. */
export function LabTrend({
  trend,
  timeZone,
}: {
  readonly trend: LabTrendView;
  readonly timeZone: string;
}) {
  const rows = [...trend.series.flatMap(({ results }) => results), ...trend.worded].sort(
    (one, other) => other.at.localeCompare(one.at),
  );
  const units = trend.series.map(({ unit, results }) => `${unit ?? "no unit"} (${results.length})`);

  return (
    <div className="flex flex-col gap-3">
      {trend.series.length > 1 ? (
        <Notice tone="warning" title="Results came in different units and are not drawn together">
          {units.join(", ")}
        </Notice>
      ) : null}
      {trend.series.map((series) => (
        <Card key={series.unit ?? ""} title={labelOf(trend.name, series)} note={legendOf(series)}>
          <TrendChart
            title={`${labelOf(trend.name, series)} over time`}
            yLabel={labelOf(trend.name, series)}
            points={series.results.flatMap((result) => pointOf(result, timeZone))}
          />
        </Card>
      ))}
      {trend.series.length === 0 ? (
        <Card>
          <EmptyState title="No number to draw">Every result of this test is in words.</EmptyState>
        </Card>
      ) : null}
      <Card title="The same results as a table" flush>
        <TrendTable name={trend.name} rows={rows} timeZone={timeZone} />
      </Card>
    </div>
  );
}

function legendOf({ results }: SeriesView): string {
  const isBanded = results.some(({ low, high }) => low !== undefined || high !== undefined);
  const isHollow = results.some(({ status }) => status === "preliminary");
  return [
    isBanded ? "Green: reference range of each result" : "No result came with a reference range",
    results.some(({ standing }) => standing.kind === "flagged") ? "diamond: out of range" : "",
    isHollow ? "hollow: preliminary" : "",
  ]
    .filter(Boolean)
    .join(" · ");
}

const head =
  "h-8 border-line border-b bg-sunken px-3 text-left font-medium text-ink-2 text-xs whitespace-nowrap";
const cell = "h-8 border-line border-b px-3";

function TrendTable({
  name,
  rows,
  timeZone,
}: {
  readonly name: string;
  readonly rows: readonly ResultView[];
  readonly timeZone: string;
}) {
  return (
    <ScrollRegion label={`${name}, results as a table`}>
      <table className="w-full border-separate border-spacing-0">
        <thead>
          <tr>
            <th scope="col" className={head}>
              Collected
            </th>
            <th scope="col" className={`${head} text-right`}>
              Result
            </th>
            <th scope="col" className={head}>
              Unit
            </th>
            <th scope="col" className={head}>
              Reference
            </th>
            <th scope="col" className={head}>
              Laboratory
            </th>
            <th scope="col" className={head}>
              Comment
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((result) => (
            <tr key={result.id} className="hover:bg-hover">
              <th scope="row" className={`${cell} tabular text-left font-normal whitespace-nowrap`}>
                {clinicDateTime(result.at, timeZone)}
              </th>
              <td className={`${cell} text-right whitespace-nowrap`}>
                <FlaggedValue result={result} />
              </td>
              <td className={`${cell} text-ink-3`}>{result.unit ?? "–"}</td>
              <td className={`${cell} tabular whitespace-nowrap text-ink-3`}>{result.range}</td>
              <td className={cell}>
                {result.laboratory ?? <span className="text-ink-3">Not recorded</span>}
              </td>
              <td className={`${cell} text-ink-2`}>{result.comment}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
