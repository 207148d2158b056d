import { FlaggedValue } from "#components/labs/flagged-value";
import { Card } from "#components/ui/card";
import { TextLink } from "#components/ui/text-link";
import { clinicDate } from "#lib/dates";
import type { RecentAbnormalView } from "#lib/labs/recent";
import { chartHref, trendHref } from "#lib/routes";

/** Abnormal results of the patients who are coming, critical ones first; each leads to its trend. */
export function AbnormalResults({
  results,
  names,
  timeZone,
}: {
  readonly results: readonly RecentAbnormalView[];
  readonly names: ReadonlyMap<string, string>;
  readonly timeZone: string;
}) {
  return (
    <Card title="Abnormal results before these visits" note="last 60 days">
      {results.length === 0 ? (
        <p className="text-ink-2">None of these patients has a new abnormal result.</p>
      ) : (
        <ul>
          {results.map(({ patientId, code, name, result }) => (
            <li
              key={result.id}
              className="flex flex-wrap items-baseline gap-x-3 border-line border-b py-[3px] last:border-b-0 sm:flex-nowrap"
            >
              <TextLink
                href={chartHref(patientId)}
                prefetch={false}
                className="w-full min-w-0 font-medium text-ink sm:w-1/4"
              >
                {names.get(patientId)}
              </TextLink>
              <span className="min-w-0 flex-1">
                {code === undefined ? (
                  name
                ) : (
                  <TextLink
                    href={trendHref(patientId, code)}
                    prefetch={false}
                    className="underline"
                  >
                    {name}
                  </TextLink>
                )}{" "}
                <FlaggedValue result={result} /> <span className="text-ink-3">{result.unit}</span>
              </span>
              <span className="tabular shrink-0 text-ink-3">{clinicDate(result.at, timeZone)}</span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
