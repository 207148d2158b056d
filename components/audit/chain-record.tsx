import { Fragment } from "react";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { localTime } from "#lib/audit/event-text";
import { sentenceOf } from "#lib/audit/verdict";
import type { ChainRecordView } from "#lib/checkpoints/view";
import type { FormAction } from "#lib/form-state";
import { SignNow } from "./sign-now.tsx";

const checkpointColumns: readonly Column[] = [
  { id: "at", header: "Signed", className: "whitespace-nowrap" },
  { id: "size", header: "Events", align: "end" },
  { id: "root", header: "Root" },
  { id: "kept", header: "Also kept in" },
  { id: "witness", header: "Witness" },
];

const walkColumns: readonly Column[] = [
  { id: "at", header: "Verified", className: "whitespace-nowrap" },
  { id: "by", header: "By", className: "whitespace-nowrap" },
  { id: "range", header: "Positions", align: "end" },
  { id: "verdict", header: "Verdict" },
];

/** What was signed and what was verified lately, and how somebody else checks both. */
export function ChainRecord({
  record: { checkpoints, verifications, key, origin, formerKeys, restores, witnessKey },
  timeZone,
  sign,
}: {
  readonly record: ChainRecordView;
  readonly timeZone: string;
  readonly sign: FormAction<void>;
}) {
  return (
    <div className="flex flex-col gap-5">
      <section aria-label="What was signed">
        <div className="mb-1.5 flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="font-semibold text-base">Signed checkpoints</h2>
          <span className="text-ink-3">The newest ten; the bundle has all</span>
          <span className="ml-auto print:hidden">
            <SignNow action={sign} />
          </span>
        </div>
        <DataTable
          caption="Signed checkpoints"
          columns={checkpointColumns}
          rows={checkpoints.map(
            ({ size, at, root, sinks, witness }): Row => ({
              id: String(size),
              label: `${size} events`,
              cells: {
                at: <span className="tabular">{localTime(at, timeZone)}</span>,
                size: <span className="tabular">{size.toLocaleString("en-US")}</span>,
                root: (
                  <code className="font-mono text-xs" title={root}>
                    {root.slice(0, 20)}…
                  </code>
                ),
                kept: sinks.length > 0 ? sinks.join(", ") : <Nobody>Nowhere yet</Nobody>,
                witness: witness ? (
                  <span className="tabular">
                    {witness.name}, {localTime(witness.at, timeZone)}
                  </span>
                ) : (
                  <Nobody>None</Nobody>
                ),
              },
            }),
          )}
          empty={<EmptyState title="Nothing has been signed yet" />}
        />
      </section>
      <section aria-label="What was verified">
        <h2 className="mb-1.5 font-semibold text-base">Verifications</h2>
        <DataTable
          caption="Verifications"
          columns={walkColumns}
          rows={verifications.map(
            (walk): Row => ({
              id: walk.at,
              label: walk.at,
              cells: {
                at: <span className="tabular">{localTime(walk.at, timeZone)}</span>,
                by: walk.by,
                range: (
                  <span className="tabular">
                    {walk.from.toLocaleString("en-US")} to {walk.position.toLocaleString("en-US")}
                  </span>
                ),
                verdict: walk.damage ? (
                  <span className="inline-block font-medium text-critical first-letter:uppercase">
                    {sentenceOf(walk)}
                  </span>
                ) : walk.isWhole ? (
                  "Whole trail intact"
                ) : (
                  "New events intact"
                ),
              },
            }),
          )}
          empty={<EmptyState title="The trail has not been verified yet" />}
        />
      </section>
      <section aria-label="Check it yourself" className="max-w-prose text-ink-2">
        <h2 className="mb-1.5 font-semibold text-base text-ink">Check it yourself</h2>
        <p className="mb-2">
          Take the bundle and the verifier to a machine that you trust, with Node.js 18 or later,
          and run the verifier there. It hashes every event itself and needs neither this
          application nor its database. Whoever could change the database could also change this
          page: keep the key below, and checkpoints from outside of the database, before you need
          them.
        </p>
        <pre className="mb-2 whitespace-pre-wrap break-all rounded-card border border-line bg-sunken px-3 py-2 font-mono text-xs">
          node verify-bundle.mjs chartkeep-audit-bundle-….ndjson --key {key}
          {witnessKey ? ` --witness ${witnessKey}` : ""}
        </pre>
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs">
          <dt>Chain</dt>
          <dd className="break-all font-mono">{origin}</dd>
          <dt>Verifying key</dt>
          <dd className="break-all font-mono">{key}</dd>
          {formerKeys.map((former) => (
            <Fragment key={former.key}>
              <dt>Former key</dt>
              <dd className="break-all">
                <span className="font-mono">{former.key}</span>, for checkpoints of up to{" "}
                {former.until.toLocaleString("en-US")} events, until{" "}
                {localTime(former.at, timeZone)}
              </dd>
            </Fragment>
          ))}
          {restores.map((restore) => (
            <Fragment key={restore.at}>
              <dt>Restore</dt>
              <dd>
                {localTime(restore.at, timeZone)}: of {restore.lostSize.toLocaleString("en-US")}{" "}
                events that had been signed, {restore.size.toLocaleString("en-US")} are surely here
              </dd>
            </Fragment>
          ))}
          <dt>Witness</dt>
          <dd className="break-all font-mono">{witnessKey ?? "none is configured"}</dd>
        </dl>
      </section>
    </div>
  );
}

const Nobody = ({ children }: { readonly children: string }) => (
  <span className="text-ink-3">{children}</span>
);
