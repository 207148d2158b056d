import { inspect } from "node:util";
import { CommitUnknown, Unavailable } from "#db/failures";
import type { Found } from "./ledger.ts";

type Ending = "acknowledged" | "rolled back" | "unknown" | "hung" | "other error";

/** What the workers were told about each operation, held against what the database has in the end. */
export class Tally {
  isOver = false;
  readonly #tenants = new Map<string, string>();
  readonly #endings = new Map<string, Ending>();
  readonly #otherErrors = new Set<string>();
  #foreignReads = 0;

  begin(operation: string, tenantId: string): void {
    this.#tenants.set(operation, tenantId);
  }

  end(operation: string, ending: Ending): void {
    this.#endings.set(operation, ending);
  }

  /** A failed operation is either promised to be absent, or openly unknown; anything else is not an answer. */
  fail(operation: string, error: unknown): void {
    if (error instanceof CommitUnknown) this.end(operation, "unknown");
    else if (error instanceof Unavailable) this.end(operation, "rolled back");
    else {
      this.#otherErrors.add(inspect(error));
      this.end(operation, "other error");
    }
  }

  read(foreignRows: number): void {
    this.#foreignReads += foreignRows;
  }

  /** How the operations ended, for context. */
  figures(): Record<string, number | string> {
    const operations = this.#tenants.size;
    const [acknowledged, rolledBack, unknown] = (
      ["acknowledged", "rolled back", "unknown"] as const
    ).map((ending) => this.#count(ending)) as [number, number, number];
    const other = this.#otherErrors.size ? { errors: [...this.#otherErrors].join("; ") } : {};
    return {
      operations,
      acknowledged,
      "rolled back": rolledBack,
      "commit unknown": unknown,
      ...other,
    };
  }

  /** Every count here must be zero. */
  judge(ledger: readonly Found[]): Record<string, number> {
    const present = new Set(ledger.map(({ operation }) => operation));
    const among = (ending: Ending, isWrong: (operation: string) => boolean) =>
      [...this.#endings].filter(([operation, told]) => told === ending && isWrong(operation))
        .length;
    return {
      "foreign reads": this.#foreignReads,
      "foreign writes": ledger.filter(({ operation, tenants }) =>
        tenants.some((tenant) => tenant !== this.#tenants.get(operation)),
      ).length,
      "half done": ledger.filter(({ legs }) => legs.join() !== "1,2").length,
      "acknowledged but lost": among("acknowledged", (operation) => !present.has(operation)),
      "rolled back but present": among("rolled back", (operation) => present.has(operation)),
      hung: this.#count("hung"),
      "other errors": this.#count("other error"),
    };
  }

  #count(ending: Ending): number {
    return [...this.#endings.values()].filter((told) => told === ending).length;
  }
}
