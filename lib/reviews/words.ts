import { civilDate, clinicDate, clinicDateTime } from "#lib/dates";
import type { ReviewState } from "./rules.ts";
import type { FindingView, ReviewRow } from "./view.ts";

/** How a review stands, in a word. */
export const stateWords: Readonly<Record<ReviewState, string>> = {
  asked: "Being made",
  open: "Open",
  overdue: "Overdue",
  signed: "Signed off",
};

/** What a review looks back at: a week by its days, a stretch by its instants. */
export function spanOf({ kind, startsAt, endsAt }: ReviewRow, timeZone: string): string {
  if (kind === "asked")
    return `${clinicDateTime(startsAt, timeZone)} to ${clinicDateTime(endsAt, timeZone)}`;
  const lastDay = new Date(new Date(endsAt).getTime() - 1);
  return `${clinicDate(startsAt, timeZone)} to ${clinicDate(lastDay, timeZone)}`;
}

const counted = (count: number, one: string, many = `${one}s`) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

const dayIn = (text: string | number | undefined) => {
  const [day = "", ...rest] = String(text ?? "").split(" ");
  return [civilDate(day), ...rest].join(" ");
};

/** A finding in a sentence: what the member did, with its figures. */
export function sentenceOf({ kind, looks, patients, facts, member }: FindingView): string {
  const openings = counted(looks, "opening");
  const charts = counted(patients.length, "patient");
  if (kind === "own_record")
    return `${member} opened a record under their own full name: ${openings}.`;
  if (kind === "same_surname")
    return `${member} opened the record of somebody with the same surname: ${openings}.`;
  if (kind === "after_hours")
    return `${member} opened the records of ${charts} outside the clinic's hours, on ${counted(Number(facts.days), "day")}; the latest on ${dayIn(facts.latest)}.`;
  if (kind === "volume")
    return `${member} opened the records of ${charts} on ${dayIn(facts.day)}. ${
      facts.average === undefined
        ? "There are too few days of theirs to compare with."
        : `On an average day of the four weeks before it was ${facts.average}.`
    }`;
  if (kind === "sequential")
    return `${member} went through ${charts} in order of ${facts.order}, on ${dayIn(facts.day)} within ${counted(Number(facts.minutes), "minute")}.`;
  return `${member} opened the records of ${charts} with whom nothing here connects them: ${openings}.`;
}
