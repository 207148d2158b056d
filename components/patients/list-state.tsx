import { createLoader, parseAsString, parseAsStringLiteral } from "nuqs/server";

/**
 * How the list of patients is sorted, narrowed and paged, as the address holds it. Nothing that
 * identifies anyone: what is typed into the search box never goes there.
 */
export const listState = {
  sort: parseAsStringLiteral(["name", "last-visit"]).withDefault("name"),
  status: parseAsStringLiteral(["active", "inactive", "any"]).withDefault("active"),
  flag: parseAsStringLiteral(["restricted", "deceased"]),
  after: parseAsString,
};

/** Reads the state of the list from the address on the server. */
export const loadListState = createLoader(listState);
