import type { ProbeView } from "#lib/compliance/view";

/** How a clinic stands after its last probe. One that is older than two days says nothing of today. */
export type ProbeStanding = "never" | "held" | "old" | "broken";

const twoDays = 2 * 86_400;

/** What the last finished probe means at this moment. */
export function probeStanding(last: ProbeView | undefined): ProbeStanding {
  if (last === undefined) return "never";
  if (last.unexpected + last.differences > 0) return "broken";
  return (last.ageSeconds ?? 0) > twoDays || last.undecided > 0 ? "old" : "held";
}

const number = (count: number) => count.toLocaleString("en-US");

/** What a finished probe did, in a sentence. */
export function probeWords({ attempts, tables, roles, canaries, undecided }: ProbeView): string {
  const open = undecided === 0 ? "" : `, ${number(undecided)} undecided`;
  return `${number(attempts)} attempts in ${tables} tables under ${roles} roles, with rows to reach for in ${canaries}${open}.`;
}
