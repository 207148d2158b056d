import type { Route } from "next";
import { relativePath } from "./relative-path.ts";

/** The page on which each kind of standing goes on; an open session is where it wants to be. */
const pages = {
  none: "/sign-in",
  ended: "/sign-in",
  pending: "/sign-in/factor",
  owing: "/sign-in/factor",
  choosing: "/choose-clinic",
  locked: "/locked",
} as const;

/** Where a session stands that was just opened; whether its clinic asks for more, the next page finds out. */
export const standingAfter = {
  pending_factor: "pending",
  choosing: "choosing",
  signed_in: "open",
} as const;

/** Where a person goes from where they stand, to come to `next` afterwards. */
export function wayOf(
  standing: { readonly kind: keyof typeof pages | "open" },
  next: unknown,
): Route {
  const after = relativePath(next);
  if (standing.kind === "open") return after;
  const page = pages[standing.kind];
  return (after === "/" ? page : `${page}?next=${encodeURIComponent(after)}`) as Route;
}
