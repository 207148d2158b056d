import type { ChainStandingView } from "./view.ts";

/** How long ago, in one unit: "just now", "4 min ago", "3 h ago", "2 d ago". */
export function ago(seconds: number): string {
  if (seconds < 60) return "just now";
  return `${span(seconds)} ago`;
}

/** A span of time in one unit. */
export function span(seconds: number): string {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** The colour of a standing. */
export const toneOfStanding = {
  ok: "ok",
  late: "warning",
  failed: "critical",
} as const;

/** A standing in two or three words, as the badge says it. */
export function badgeWords({ tone, last, wholeAge, newestAge, alarms }: ChainStandingView): string {
  if (last?.damage || alarms.some(({ kind }) => kind === "damaged")) return "Trail damaged";
  if (tone === "failed") return "Trail not signed";
  if (wholeAge === undefined) return "Not verified yet";
  const age = ago(Math.min(wholeAge, newestAge ?? wholeAge));
  return tone === "late" ? `Verification late, ${age}` : `Verified ${age}`;
}

/** Why a standing is not as it should be, in a sentence; undefined when it is. */
export function trouble({ tone, wholeAge, waiting }: ChainStandingView): string | undefined {
  if (tone === "ok") return undefined;
  if (wholeAge === undefined) return "The whole trail has not been verified yet.";
  if (waiting !== undefined && waiting > 300)
    return `New events have been waiting to be signed for ${span(waiting)}.`;
  return `The whole trail was last verified ${ago(wholeAge)}; it should be every day.`;
}
