import { Unavailable } from "#db/failures";

/** What one part of the claim found: figures to show, and whatever did not hold. */
export interface PartResult {
  readonly figures: Readonly<Record<string, number>>;
  readonly broken: readonly string[];
}

/** One part of the claim. Small counts unless `full`. */
export type Part = (options: { readonly full: boolean }) => Promise<PartResult>;

/** Does `work` many times at once. Whoever found no free connection, so that nothing was done, sends it again. */
export function atOnce<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const insist = async (): Promise<T> => {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
    }
  };
  return Promise.all(Array.from({ length: times }, insist));
}

/** Collects what did not hold. */
export class Expectations {
  readonly broken: string[] = [];

  /** Notes `what` unless the two are alike. */
  equal(what: string, found: unknown, expected: unknown): void {
    if (JSON.stringify(found) === JSON.stringify(expected)) return;
    this.broken.push(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }
}

/** How a try ended: `right`, or the code or name of its error. */
export async function ended(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "right",
    (error: unknown) => {
      if (error instanceof Unavailable) throw error;
      const { code, name } = error as { code?: string; name?: string };
      return code ?? name ?? "error";
    },
  );
}

/** How many of these ended in this way. */
export const countOf = (all: readonly string[], ending: string): number =>
  all.filter((each) => each === ending).length;
