import type { Route } from "next";

const ours = "http://chartkeep.invalid";

/**
 * A path of this application to go on to, or "/" for anything else: another origin, a scheme, a
 * protocol-relative or backslashed address, or text a browser would read differently.
 */
export function relativePath(text: unknown): Route {
  if (typeof text !== "string" || text.length > 512 || !/^\/[\x21-\x7e]*$/.test(text)) return "/";
  if (/^\/[/\\]/.test(text) || text.includes("\\")) return "/";
  const url = new URL(text, ours);
  if (
    url.origin !== ours ||
    /^\/(sign-in|sign-out|choose-clinic|locked|forgot|reset|invitation|api)(\/|$)/.test(
      url.pathname,
    )
  )
    return "/";
  return url.pathname.startsWith("//") ? "/" : ((url.pathname + url.search) as Route);
}
