import "server-only";
import { Refusal, type RefusalCode } from "#lib/errors";

/** What the database says no with, by the constraint that it names. */
const codes: Readonly<Record<string, RefusalCode>> = {
  break_glass_proof: "glass.proof",
  break_glass_suspended: "glass.suspended",
  break_glass_needed: "glass.not-closed",
  break_glass_ended: "glass.ended",
  break_glass_own_review: "glass.own-review",
};

/** Turns a refusal of the database that a person can do something about into one of ours. Everything else is thrown on. */
export async function refusable<T>(statement: PromiseLike<T>): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    const { constraint_name: name } = ((error instanceof Error && error.cause) || {}) as {
      constraint_name?: string;
    };
    const code = name === undefined ? undefined : codes[name];
    throw code === undefined ? error : new Refusal(code);
  }
}
