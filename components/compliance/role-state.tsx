import type { Route } from "next";
import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/** Whose roles are shown: those of members, or those of the server itself. */
export type Whose = "members" | "system";

const roleState = {
  table: parseAsString,
  who: parseAsStringLiteral(["members", "system"] as const),
};

/** Reads from the address which table is open, and whose roles are shown. */
export const loadRoleState = createLoader(roleState);

/** The address of the matrix with a table open, or with none. */
export function matrixHref(who: Whose | null, table?: string): Route {
  const asked = new URLSearchParams({
    ...(who === "system" ? { who } : {}),
    ...(table === undefined ? {} : { table }),
  }).toString();
  return (asked === "" ? "/admin/roles" : `/admin/roles?${asked}`) as Route;
}
