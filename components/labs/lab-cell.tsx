import { cn } from "#lib/cn";
import type { ResultView, TestView } from "#lib/labs/view";
import { FlagMark, flagClass, flagOf } from "./flagged-value.tsx";
import { resultSentence } from "./result-words.ts";

/** One result in the grid. What differs from its row, a unit or a range, is marked on it, since ranges change by laboratory. */
function Value({
  result,
  test,
  timeZone,
}: {
  readonly result: ResultView;
  readonly test: TestView;
  readonly timeZone: string;
}) {
  const flag = flagOf(result);
  const hasOwnUnit = result.unit !== test.unit && result.unit !== undefined;
  const hasOwnRange = result.range !== test.range;
  return (
    <span title={resultSentence(result, timeZone)} className="whitespace-nowrap">
      {hasOwnRange ? (
        <span className="mr-1 font-normal text-2xs text-ink-3">
          <span aria-hidden>({result.range})</span>
          <span className="sr-only">, reference {result.range}</span>
        </span>
      ) : null}
      {result.shown} {flag === undefined ? null : <FlagMark flag={flag} />}
      {hasOwnUnit ? (
        <span className="ml-1 font-normal text-2xs text-warning">{result.unit}</span>
      ) : null}
      {result.status === undefined ? null : (
        <span className="ml-1 font-normal text-2xs text-warning" title={result.status}>
          <span aria-hidden>{result.status === "preliminary" ? "prelim" : result.status}</span>
          <span className="sr-only">, {result.status}</span>
        </span>
      )}
    </span>
  );
}

/** The results of one test at one collection; empty when it was not taken then. */
export function LabCell({
  results,
  test,
  timeZone,
}: {
  readonly results: readonly ResultView[] | undefined;
  readonly test: TestView;
  readonly timeZone: string;
}) {
  const worst = results?.map(flagOf).find((flag) => flag !== undefined);
  return (
    <td
      className={cn(
        "tabular border-line border-b px-2 text-right whitespace-nowrap last:pr-3",
        flagClass(worst),
        worst === undefined && "text-ink",
      )}
    >
      {results?.map((result, index) => (
        <span key={result.id}>
          {index > 0 ? <span className="text-ink-3"> · </span> : null}
          <Value result={result} test={test} timeZone={timeZone} />
        </span>
      ))}
    </td>
  );
}
