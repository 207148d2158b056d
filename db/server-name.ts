/** What the embedded server calls itself, so that a session can tell whose tools back it up. */
export const embeddedName = "chartkeep embedded";
