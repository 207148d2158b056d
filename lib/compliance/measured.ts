import type { Facts, Figures } from "./facts.ts";
import type { CheckState } from "./view.ts";

/** What measuring a control showed: a state, why in a sentence, and the figures behind it. */
export interface Measured {
  readonly state: CheckState;
  readonly says: string;
  readonly figures: Figures;
}

/** A standard of the Security or the Privacy Rule, and how it is measured. */
export interface Control {
  readonly clause: string;
  readonly title: string;
  readonly asks: string;
  measure(facts: Facts): Measured;
}

/** A day in seconds. */
export const day = 86_400;

/** It holds. */
export const pass = (says: string, figures: Figures): Measured => ({
  state: "pass",
  says,
  figures,
});

/** It does not hold. */
export const fail = (says: string, figures: Figures): Measured => ({
  state: "fail",
  says,
  figures,
});

/** Nothing has been done yet that could show it. */
export const open = (says: string, figures: Figures = {}): Measured => ({
  state: "not-measured",
  says,
  figures,
});

/** It lies outside of what can be seen from here. */
export const beyond = (says: string, figures: Figures = {}): Measured => ({
  state: "not-measurable",
  says,
  figures,
});

/** It holds or it does not. */
export const passIf = (holds: boolean, good: string, bad: string, figures: Figures): Measured =>
  holds ? pass(good, figures) : fail(bad, figures);

/** A figure as a number; what is not there is none. */
export const count = (figures: Figures, name: string) => Number(figures[name] ?? 0);
