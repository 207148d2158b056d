import type { Ids } from "#e2e/intrusions/doors";
import { type PlantedPatient, plantPatient } from "#e2e/planted";
import { plantReview } from "#e2e/planted-review";
import { admin } from "#e2e/staff";
import { signReview } from "#lib/reviews/commands";
import { SignReview } from "#lib/reviews/input";
import { runInScope } from "#lib/scope";
import { newClinic, type TestClinic } from "#lib/testing";
import { actionCells, type Cell, malformed, pageCells, random, routeCells } from "./cells.ts";
import { changedTables, evidence } from "./evidence.ts";
import { makeVisitors } from "./visitors.ts";

/** What came of one cell, and everything that is wrong with it. */
export interface Outcome {
  readonly cell: Cell;
  readonly answer: string;
  readonly changed: readonly string[];
  readonly done: number;
  readonly denied: number;
  readonly faults: readonly string[];
}

const idsOf = (
  { patientId, noteId, invoiceIds }: PlantedPatient,
  clinic: TestClinic,
  reviewId: string,
): Ids => ({
  patientId,
  noteId,
  invoiceId: invoiceIds[0] ?? "",
  memberId: clinic.as("biller").memberId,
  reviewId,
});

/** A review that was signed off, as it has to be before it leaves as a file. */
async function signedReview(clinic: TestClinic): Promise<string> {
  const reviewId = await plantReview(clinic.tenantId);
  await runInScope(clinic.as("tenant_admin"), "review:manage", (scope) =>
    signReview(scope, SignReview.parse({ reviewId, conclusion: "Looked through" })),
  );
  return reviewId;
}

/** Every cell of the matrix, over two clinics made for it. */
export async function allCells(): Promise<readonly Cell[]> {
  const [here, elsewhere] = [await newClinic(), await newClinic()];
  const [first, second, theirs] = await Promise.all([
    plantPatient(here.slug),
    plantPatient(here.slug),
    plantPatient(elsewhere.slug),
  ]);
  const visitors = await makeVisitors({ here, elsewhere });
  const reviews = [await signedReview(here), await signedReview(elsewhere)];
  const mine = {
    here: idsOf(first, here, reviews[0] ?? ""),
    elsewhere: idsOf(theirs, elsewhere, reviews[1] ?? ""),
  };
  const mixed = {
    here: { ...idsOf(second, here, mine.here.reviewId), patientId: first.patientId },
    elsewhere: mine.elsewhere,
  };
  const give = (visitor: (typeof visitors)[number], kind: Cell["ids"]): Ids => {
    const other = visitor.home === "here" ? "elsewhere" : "here";
    const given = {
      own: mine[visitor.home],
      mixed: mixed[visitor.home],
      foreign: mine[other],
      random: random(),
      malformed,
    };
    return given[kind];
  };
  return [
    ...pageCells(visitors, give),
    ...routeCells(visitors, give),
    ...actionCells(visitors, give),
  ];
}

/** Tries every cell, one after the other, and judges each by its answer and by the database. */
export async function tryCells(cells: readonly Cell[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let before = await evidence();
  for (const cell of cells) {
    if (cell.moves) await standAsBefore(cell);
    const answer = cell.expected.length === 0 ? "" : await cell.run();
    const after = await evidence();
    const changed = changedTables(before, after);
    const done = after.done - before.done;
    const denied = after.denied - before.denied;
    outcomes.push({
      cell,
      answer,
      changed,
      done,
      denied,
      faults: faultsOf(cell, answer, changed, denied),
    });
    before = after;
    if (cell.moves) await standAsBefore(cell);
  }
  return outcomes;
}

/** Puts back the session, and the tries that are left, after a door that uses them up. */
async function standAsBefore({ visitor }: Cell): Promise<void> {
  await visitor.restore();
  await admin`delete from directory.throttles`;
}

function faultsOf(
  { expected, changes, isRecorded, visitor }: Cell,
  answer: string,
  changed: readonly string[],
  denied: number,
): readonly string[] {
  if (expected.length === 0) return ["blank: no policy says what must come of this"];
  const faults: string[] = [];
  if (!expected.includes(answer)) faults.push(`answered ${answer}, not ${expected.join(" or ")}`);
  const unexpected = changed.filter((table) => !changes.includes(table));
  if (unexpected.length > 0) faults.push(`changed ${unexpected.join(", ")}`);
  if (changes.length > 0 && changed.length === 0 && answer === "done")
    faults.push("changed nothing");
  if (isRecorded && denied === 0 && answer !== "none") faults.push("the refusal is not on record");
  if (!isRecorded && denied > 0 && visitor.standing === "open" && answer === "shown")
    faults.push("a refusal is on record that was none");
  return faults;
}
