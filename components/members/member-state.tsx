import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { allRoles } from "#lib/access/role-words";
import { statusWords } from "./member-words.tsx";

/** How the list of members is narrowed, as the address holds it: words and ids, and never a name. */
export const memberState = {
  role: parseAsStringLiteral(allRoles),
  status: parseAsStringLiteral(Object.keys(statusWords) as readonly (keyof typeof statusWords)[]),
  after: parseAsString,
};

/** Reads the filters of the list from the address on the server. */
export const loadMemberState = createLoader(memberState);
