import "server-only";
import { existsSync, readFileSync } from "node:fs";

/** Says under which of the application's own patterns an address falls; anything else is told as one word. */
export type RoutePattern = (url: string) => string;

const elsewhere = "(other)";

/**
 * Patterns as they are declared, like /patients/[patientId]. What stands in an address never becomes a name
 * of a metric: it is either one of these patterns, which hold no value, or `(other)`.
 */
export function routePatterns(patterns: readonly string[]): RoutePattern {
  const known = patterns
    .map((pattern) => ({ pattern, segments: pattern.split("/").filter(Boolean) }))
    // A fixed word goes before a value: /admin/members before /admin/[anything].
    .sort((one, other) => dynamics(one.segments) - dynamics(other.segments));
  return (url) => {
    const path = url.split(/[?#]/, 1)[0] ?? "";
    if (path.startsWith("/_next/static/")) return "/_next/static";
    const asked = path.split("/").filter(Boolean);
    return known.find(({ segments }) => isLike(segments, asked))?.pattern ?? elsewhere;
  };
}

/** The patterns of the build that this process serves. */
export function builtPatterns(): readonly string[] {
  const file = ".next/app-path-routes-manifest.json";
  if (!existsSync(file)) return [];
  const routes = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  return [...new Set(Object.values(routes))];
}

const dynamics = (segments: readonly string[]) =>
  segments.filter((segment) => segment.startsWith("[")).length;

function isLike(segments: readonly string[], asked: readonly string[]): boolean {
  const rest = segments.findIndex((segment) => segment.startsWith("[..."));
  if (rest < 0 ? asked.length !== segments.length : asked.length <= rest) return false;
  return segments.every((segment, at) => segment.startsWith("[") || segment === asked[at]);
}
