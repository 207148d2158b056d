import { Card } from "#components/ui/card";
import { Chip } from "#components/ui/chip";
import { ScrollRegion } from "#components/ui/scroll-region";
import type { KeyVersionView } from "#lib/keys/view";
import { countWords, instantWords, stateWords, tableWords } from "./key-words.ts";

const cell = "px-3 py-2 text-left align-top";

/** The versions of one key, newest first, with what was under each when it was counted. */
export function KeyVersions({
  title,
  note,
  versions,
  countedAt,
  timeZone,
}: {
  readonly title: string;
  readonly note: string;
  readonly versions: readonly KeyVersionView[];
  readonly countedAt: string | undefined;
  readonly timeZone: string;
}) {
  const hasRows = versions.some(({ purpose }) => purpose === "field");
  const headingId = `keys-${title.split(" ")[0]?.toLowerCase()}`;
  return (
    <Card title={title} note={note} flush headingId={headingId}>
      <ScrollRegion label={`Versions of the ${title.toLowerCase()}`}>
        <table className="tabular w-full border-line border-t">
          <thead className="bg-sunken text-ink-2 text-xs">
            <tr>
              <th scope="col" className={cell}>
                Version
              </th>
              <th scope="col" className={cell}>
                Use
              </th>
              <th scope="col" className={cell}>
                Made
              </th>
              <th scope="col" className={cell}>
                Last used
              </th>
              <th scope="col" className={cell}>
                Wrapped by
              </th>
              {hasRows ? (
                <th scope="col" className={cell}>
                  Rows
                </th>
              ) : null}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {versions.map((key) => (
              <tr key={key.version}>
                <th scope="row" className={`${cell} font-medium`}>
                  {key.version}
                </th>
                <td className={`${cell} whitespace-nowrap`}>
                  <Chip tone={stateWords[key.state].tone}>{usage(key)}</Chip>
                </td>
                <td className={`${cell} min-w-24 lg:whitespace-nowrap`}>
                  {instantWords(key.createdAt, timeZone)}
                </td>
                <td className={`${cell} min-w-24 lg:whitespace-nowrap`}>
                  {instantWords(key.usedAt, timeZone)}
                </td>
                <td className={`${cell} min-w-46 break-all font-mono text-xs`}>{key.provider}</td>
                {hasRows ? (
                  <td className={cell}>
                    <Holdings version={key} isCounted={countedAt !== undefined} />
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      {hasRows ? (
        <p className="border-line border-t px-3 py-2 text-ink-3 text-xs">
          {countedAt === undefined
            ? "Rows are counted in the background once a day; they have not been yet."
            : `Rows as counted at ${instantWords(countedAt, timeZone)} and moved by a rotation since. Last used is true to within five minutes.`}
        </p>
      ) : null}
    </Card>
  );
}

/** A key that opens older records has no records left once all are sealed anew: then it opens the trail alone. */
const usage = ({ state, purpose, holdings }: KeyVersionView): string =>
  state === "decrypt" && purpose === "field" && holdings.length === 0
    ? "Opens audit details"
    : stateWords[state].label;

function Holdings({
  version,
  isCounted,
}: {
  readonly version: KeyVersionView;
  readonly isCounted: boolean;
}) {
  const total = version.holdings.reduce((sum, { rows }) => sum + rows, 0);
  if (!isCounted) return <span className="text-ink-3">not counted</span>;
  if (total === 0) return <span className="text-ink-3">none</span>;
  return (
    <details>
      <summary className="cursor-pointer whitespace-nowrap">{countWords(total)}</summary>
      <ul className="mt-1 space-y-0.5 text-xs">
        {version.holdings.map(({ table, rows }) => (
          <li key={table} className="flex justify-between gap-4">
            <span className="text-ink-2">{tableWords(table)}</span>
            <span>{countWords(rows)}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
