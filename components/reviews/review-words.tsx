import { Chip, type Tone } from "#components/ui/chip";
import type { ReviewState } from "#lib/reviews/rules";
import { stateWords } from "#lib/reviews/words";

const tones: Record<ReviewState, Tone> = {
  asked: "info",
  open: "warning",
  overdue: "critical",
  signed: "ok",
};

/** How a review stands, in a word. */
export function ReviewStateChip({ state }: { readonly state: ReviewState }) {
  return <Chip tone={tones[state]}>{stateWords[state]}</Chip>;
}
