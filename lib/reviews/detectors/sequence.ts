import { foldMrn, foldName } from "#lib/phi/normalize";
import { type Found, found, grouped, type Look, type Seen } from "./look.ts";

const fewest = 8;
const gapSeconds = 120;

const compare = (one: string | number, other: string | number) =>
  one < other ? -1 : one > other ? 1 : 0;

/** A MRN so that 9 comes before 10 whatever stands around it. */
const numbered = (mrn: string) =>
  foldMrn(mrn).replace(/\d+/g, (digits) => digits.padStart(20, "0"));

/** The orders in which lists can be gone through, each with what it sorts by. */
const orders: Readonly<Record<string, (patient: Seen) => string | number>> = {
  name: ({ family, given }) => `${foldName(family)}\0${foldName(given)}`,
  MRN: ({ mrn }) => numbered(mrn),
  "last visit": ({ lastVisit }) => lastVisit,
};

/**
 * Who went through patients one after the other, in an order that a list has. The looks of a member are
 * taken in the order of the trail; a run ends where two minutes pass or the order breaks.
 */
export function sequences(looks: readonly Look[], patients: ReadonlyMap<string, Seen>): Found[] {
  return [...grouped(looks, ({ memberId }) => memberId).values()].flatMap((own) => {
    const inTurn = [...own].sort((one, other) => one.first - other.first);
    const runs = Object.entries(orders).flatMap(([order, key]) =>
      [1, -1].flatMap((direction) => runsOf(inTurn, patients, key, direction, order)),
    );
    // The longest run tells it; another order that the same looks happen to follow adds nothing.
    const longest = runs.sort((one, other) => other.patientIds.length - one.patientIds.length);
    return longest.filter(
      (run, index) =>
        !longest
          .slice(0, index)
          .some((other) => run.first <= other.last && run.last >= other.first),
    );
  });
}

function runsOf(
  looks: readonly Look[],
  patients: ReadonlyMap<string, Seen>,
  key: (patient: Seen) => string | number,
  direction: number,
  order: string,
): Found[] {
  const runs: Found[] = [];
  let run: Look[] = [];
  const end = () => {
    const [first, ...rest] = run;
    const last = rest.at(-1);
    const charts = new Set(run.map(({ patientId }) => patientId)).size;
    if (first && last && charts >= fewest) {
      const minutes = Math.max(1, Math.round((last.atSeconds - first.atSeconds) / 60));
      runs.push(found("sequential", [first, ...rest], { order, minutes, day: first.day }));
    }
  };
  for (const look of looks) {
    const before = run.at(-1);
    const [was, is] = [before && patients.get(before.patientId), patients.get(look.patientId)];
    const isNext =
      before !== undefined &&
      was !== undefined &&
      is !== undefined &&
      look.atSeconds - before.atSeconds <= gapSeconds &&
      (look.patientId === before.patientId || compare(key(is), key(was)) === direction);
    if (!isNext) {
      end();
      run = [];
    }
    run.push(look);
  }
  end();
  return runs;
}
