import { readFileSync } from "node:fs";
import { join } from "node:path";

const built = (file: string): unknown =>
  JSON.parse(readFileSync(join(process.cwd(), ".next", "server", file), "utf8"));

/** A server action as the build lists it: anybody who knows the id can send it anything, at any address. */
export interface ActionDoor {
  readonly id: string;
  readonly name: string;
  /** The page it is used on. */
  readonly page: string;
}

/** "/(clinic)/patients/[patientId]/page" as an address: "/patients/[patientId]". */
const addressOf = (entry: string) =>
  entry.replace(/\/\([^)]+\)/g, "").replace(/\/?(page|route)$/, "") || "/";

const paths = Object.keys(built("app-paths-manifest.json") as Record<string, string>);

/** Every page of the build, with the parameters in its address in brackets. */
export const pageDoors: readonly string[] = paths
  .filter((path) => path.endsWith("/page") && !path.startsWith("/_"))
  .map(addressOf)
  .sort();

/** Every route of the build that answers something other than a page. */
export const routeDoors: readonly string[] = paths
  .filter((path) => path.endsWith("/route"))
  .map(addressOf)
  .sort();

interface ActionManifest {
  readonly node: Readonly<
    Record<
      string,
      { readonly exportedName?: string; readonly workers: Readonly<Record<string, unknown>> }
    >
  >;
}

/** Every server action of the build. */
export const actionDoors: readonly ActionDoor[] = Object.entries(
  (built("server-reference-manifest.json") as ActionManifest).node,
).map(([id, { exportedName, workers }]) => ({
  id,
  name: exportedName ?? id,
  page: addressOf((Object.keys(workers)[0] ?? "").replace(/^app/, "")),
}));

/** What stands in the addresses: somebody's ids, somebody else's, or none at all. */
export interface Ids {
  readonly patientId: string;
  readonly noteId: string;
  readonly invoiceId: string;
  readonly memberId: string;
  readonly reviewId: string;
}

/** An address with its parameters filled in. A parameter that nobody taught this spec is an error. */
export function addressFor(template: string, ids: Ids): string {
  const known: Readonly<Record<string, string>> = { ...ids, loinc: "2986-8" };
  return template.replace(/\[([^\]]+)\]/g, (_, name: string) => {
    const value = known[name];
    if (value === undefined)
      throw new Error(`${template}: what is [${name}]? Teach e2e/intrusions.`);
    return encodeURIComponent(value);
  });
}
