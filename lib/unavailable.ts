import { CommitUnknown } from "#db/failures";
import { Conflict, Unavailable } from "#lib/errors";

const transient =
  /^(08...|53...|57P0.|57014|55P03|25P03|25006|database\.[a-z-]+|ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|CONNECTION_[A-Z]+|CONNECT_TIMEOUT)$/;

function codesOf(error: unknown): string[] {
  const codes: string[] = [];
  for (let at = error; at instanceof Error && codes.length < 8; at = at.cause) {
    codes.push("code" in at && typeof at.code === "string" ? at.code : "");
  }
  return codes;
}

/**
 * What an error of the database or the key provider means to the one who asked: something that cannot be reached for now
 * (also when it hides behind a query's error), a record changed by someone else, or itself. A commit
 * that was never answered is told as unavailable too: commands that must not happen twice carry a key.
 */
export function translateFault(error: unknown): unknown {
  if (error instanceof Unavailable) return error;
  // By name, since each bundle has a class of its own.
  if (error instanceof Error && error.name === "KeyProviderError")
    return new Unavailable("key provider", { cause: error });
  if (error instanceof CommitUnknown) return new Unavailable("database", { cause: error });
  const codes = codesOf(error);
  if (codes.some((code) => transient.test(code)))
    return new Unavailable("database", { cause: error });
  if (codes.some((code) => code === "40001" || code === "40P01")) return new Conflict("record");
  return error;
}
