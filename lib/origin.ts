import "server-only";
import { env } from "#lib/env";

/**
 * Whether a request came from a page of this application, at its one canonical address. A request
 * without an Origin is refused too: browsers send one with every POST, so only other programs leave it out.
 */
export function isOwnOrigin(origin: string | null): boolean {
  return origin === env().APP_ORIGIN;
}
