"use client";

import { useState } from "react";
import { FormDialog } from "#components/disclosures/form-dialog";
import { Button } from "#components/ui/button";
import { Chip } from "#components/ui/chip";
import { type Column, DataTable, type Row } from "#components/ui/data-table";
import { EmptyState } from "#components/ui/empty-state";
import { Field } from "#components/ui/field";
import { Notice } from "#components/ui/notice";
import { Select } from "#components/ui/select";
import { WordsField } from "#components/ui/words-field";
import { categoryWords, type Restrictable } from "#lib/break-glass/rules";
import { mostTagged, type TagKind, tagKindWords } from "#lib/break-glass/tag-kinds";
import type { TaggableView } from "#lib/break-glass/view";
import { clinicDate } from "#lib/dates";
import type { FormAction } from "#lib/form-state";
import { glassWords } from "./refusal-words.ts";

const columns: readonly Column[] = [
  { id: "pick", header: "Chosen", isHeaderHidden: true, className: "w-8" },
  { id: "title", header: "Record", className: "min-w-64" },
  { id: "at", header: "Date", className: "tabular whitespace-nowrap" },
  { id: "tag", header: "Sensitive as" },
];

const choices = (Object.keys(categoryWords) as Restrictable[])
  .filter((category) => category !== "chart")
  .map((value) => ({ value: value as string, label: categoryWords[value] }));

/** The records of one kind, to be chosen and tagged as what they are, several at once. */
export function TagDesk({
  patientId,
  kind,
  records,
  closing,
  timeZone,
  action,
}: {
  readonly patientId: string;
  readonly kind: TagKind;
  readonly records: readonly TaggableView[];
  readonly closing: readonly Restrictable[];
  readonly timeZone: string;
  readonly action: FormAction<{ readonly closed: number }>;
}) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const chosen = records.filter(({ recordId }) => picked.has(recordId));
  const pick = (recordId: string, isPicked: boolean) =>
    setPicked((before) => {
      const after = new Set(before);
      if (isPicked) after.add(recordId);
      else after.delete(recordId);
      return after;
    });
  return (
    <>
      <div className="mb-2.5 flex flex-wrap items-center gap-x-3 gap-y-2">
        <p className="min-w-0 flex-1 basis-72 text-ink-2">
          A record that is tagged is closed with the restriction of its kind to everybody but the
          care team. Without such a restriction a tag closes nothing yet.
        </p>
        <TagDialog
          patientId={patientId}
          kind={kind}
          chosen={chosen}
          closing={closing}
          action={action}
          onDone={() => setPicked(new Set())}
        />
      </div>
      {records.some(({ isReadOnly }) => isReadOnly) ? (
        <Notice tone="restricted" title="Emergency access is for reading" className="mb-2.5">
          What it alone opens to you cannot be chosen here: its care team can tag it.
        </Notice>
      ) : null}
      <DataTable
        caption={`${tagKindWords[kind]} of this chart`}
        columns={columns}
        rows={records.map((record) => rowOf(record, timeZone, picked.has(record.recordId), pick))}
        empty={
          <EmptyState title="Nothing of this kind">
            Nothing of this kind is in the chart, or none of it is open to you.
          </EmptyState>
        }
      />
    </>
  );
}

function rowOf(
  { recordId, title, at, tag, isReadOnly }: TaggableView,
  timeZone: string,
  isPicked: boolean,
  pick: (recordId: string, isPicked: boolean) => void,
): Row {
  const day = at === undefined ? undefined : clinicDate(at, timeZone);
  return {
    id: recordId,
    label: title,
    cells: {
      pick: (
        <label className="flex size-6 items-center justify-center pointer-coarse:size-10">
          <input
            type="checkbox"
            checked={isPicked}
            disabled={isReadOnly}
            onChange={(event) => pick(recordId, event.target.checked)}
            aria-label={day === undefined ? title : `${title}, ${day}`}
            className="size-4 shrink-0 accent-accent"
          />
        </label>
      ),
      title: <span className="text-wrap font-medium">{title}</span>,
      at: day ?? <span className="text-ink-3">Not recorded</span>,
      tag:
        tag === undefined ? (
          <span className="text-ink-3">Not tagged</span>
        ) : (
          <Chip tone="restricted">{categoryWords[tag]}</Chip>
        ),
    },
  };
}

function TagDialog({
  patientId,
  kind,
  chosen,
  closing,
  action,
  onDone,
}: {
  readonly patientId: string;
  readonly kind: TagKind;
  readonly chosen: readonly TaggableView[];
  readonly closing: readonly Restrictable[];
  readonly action: FormAction<{ readonly closed: number }>;
  readonly onDone: () => void;
}) {
  const tags = new Set(chosen.map(({ tag }) => tag));
  const [only] = tags;
  const isTagged = chosen.some(({ tag }) => tag !== undefined);
  const count = `${chosen.length} ${chosen.length === 1 ? "record" : "records"}`;
  const isTooMany = chosen.length > mostTagged;
  const restricted = closing.map((category) => categoryWords[category]).join(", ");
  return (
    <FormDialog
      title={`What ${chosen.length === 1 ? "is this record" : "are these records"}?`}
      description={
        restricted === ""
          ? "No kind of record is restricted in this chart yet: the tag is kept for when one is."
          : `Restricted in this chart: ${restricted}. What is tagged so is closed at once to everybody but its care team, also to you unless you are on it.`
      }
      send="Save"
      done={({ closed }) =>
        closed === 0 ? "Tags saved" : `Tags saved: ${closed} closed to you from now on`
      }
      onDone={onDone}
      action={action}
      words={glassWords}
      trigger={
        <Button look="primary" disabled={chosen.length === 0 || isTooMany} focusableWhenDisabled>
          {isTooMany ? `${mostTagged} at the most` : chosen.length === 0 ? "Tag…" : `Tag ${count}…`}
        </Button>
      }
      fields={(issues) => (
        <>
          <input type="hidden" name="patientId" value={patientId} />
          <input type="hidden" name="kind" value={kind} />
          {chosen.map(({ recordId, tag }) => (
            <input
              key={recordId}
              type="hidden"
              name="records"
              value={`${recordId} ${tag ?? "none"}`}
            />
          ))}
          <ul className="max-h-32 list-disc overflow-y-auto pl-4 text-ink-2">
            {chosen.map(({ recordId, title }) => (
              <li key={recordId}>{title}</li>
            ))}
          </ul>
          <Field label="Sensitive as" name="becomes" issues={issues.becomes} required>
            <Select
              label="Sensitive as"
              name="becomes"
              choices={[...choices, { value: "none", label: "Nothing: take the tag away" }]}
              defaultValue={only ?? choices[0]?.value ?? "none"}
            />
          </Field>
          <WordsField
            label="Why"
            name="reason"
            hint={
              isTagged
                ? "It stays in the audit trail with the change."
                : "If there is something to say. It stays in the audit trail."
            }
            maxLength={500}
            required={isTagged}
            issues={issues.reason}
          />
        </>
      )}
    />
  );
}
