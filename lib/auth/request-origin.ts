import "server-only";
import { headers } from "next/headers";
import { isOwnOrigin } from "#lib/origin";

/** Whether this request came from a page of this application. Every server action asks. */
export async function hasOwnOrigin(): Promise<boolean> {
  return isOwnOrigin((await headers()).get("origin"));
}
