import "server-only";
import { administrativeControls } from "./administrative-controls.ts";
import type { Facts } from "./facts.ts";
import type { Control } from "./measured.ts";
import { technicalControls } from "./technical-controls.ts";
import type { ControlView } from "./view.ts";

/** Each standard of the Security and the Privacy Rule that is measured, in the order of its clauses. */
export const controls: readonly Control[] = [...administrativeControls, ...technicalControls].sort(
  (a, b) => (a.clause < b.clause ? -1 : 1),
);

/** Measures every control. */
export const measure = (facts: Facts): ControlView[] =>
  controls.map((control) => {
    const { clause, title, asks } = control;
    return { clause, title, asks, ...control.measure(facts) };
  });
