import { DrizzleQueryError } from "drizzle-orm";
import type { Connection } from "./connection.ts";
import { TransactionMisused } from "./failures.ts";

/** A client-side limit beyond the server's statement timeout, for a server that no longer answers at all. */
const silenceMillis = 7_000;

/** Statements that would end or change the transaction under the door's feet, also behind a comment. */
const control =
  /^(?:[\s;]|--.*\n|\/\*[\s\S]*?\*\/)*(begin|start|commit|end|rollback|abort|savepoint|release|prepare|reset|discard|listen|set(?!\s+constraints))\b/i;

/**
 * The statements of one transaction: in front of the connection, where drizzle expects its client.
 * It refuses everything once the transaction has ended or the connection has died, and remembers
 * what is unanswered and what failed.
 */
export class Statements {
  isCommitting = false;
  readonly #connection: Connection;
  readonly #silence: NodeJS.Timeout;
  #unanswered = 0;
  #failure: Error | undefined;
  #ended: Error | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#silence = setTimeout(() => this.#giveUp(), silenceMillis);
    this.#silence.unref();
  }

  /** Runs one statement. drizzle calls this; `how` asks for an unprepared one and is ignored on purpose. */
  unsafe(text: string, parameters: readonly unknown[] = [], _how?: unknown) {
    if (this.#ended) {
      this.#failure ??= this.#ended;
      throw this.#ended;
    }
    if (control.test(text))
      throw new TransactionMisused("control", "a transaction is begun and ended by the door alone");
    const pending = this.#connection.send(text, parameters);
    this.#unanswered += 1;
    this.#silence.refresh();
    pending.then(
      () => {
        this.#unanswered -= 1;
      },
      (error: Error) => {
        this.#unanswered -= 1;
        this.#failure ??= new DrizzleQueryError(text, [], error);
      },
    );
    return pending;
  }

  /** drizzle's way into a nested transaction, which does not exist here. */
  begin(): never {
    throw new TransactionMisused("nested", "a transaction cannot hold another one");
  }

  /** From here on every statement is refused for `reason`. */
  end(reason: Error): void {
    this.#ended ??= reason;
    clearTimeout(this.#silence);
  }

  /** Throws if a statement failed, caught or not, or was not awaited. */
  assertAllSucceeded(): void {
    if (this.#failure) throw this.#failure;
    if (this.#unanswered > 0)
      throw new TransactionMisused("not-awaited", "a statement of the transaction was not awaited");
  }

  #giveUp(): void {
    if (this.#unanswered > 0) this.#connection.kill("the server does not answer");
    else this.#silence.refresh();
  }
}
