import "server-only";
import type { ProviderProblem } from "./view.ts";

/** A provider could not be asked, or answered what no provider may. The words are ours; nothing of the provider's own is kept. */
export class ProviderFault extends Error {
  readonly problem: ProviderProblem;

  constructor(problem: ProviderProblem, options?: ErrorOptions) {
    super(problem, options);
    this.name = "ProviderFault";
    this.problem = problem;
  }
}
