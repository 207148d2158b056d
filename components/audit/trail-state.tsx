import { createLoader, parseAsBoolean, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { purposes } from "#lib/audit/purposes";
import { outcomes } from "#lib/audit/vocabulary";

/** How the audit trail is narrowed, as the address holds it: ids, words and days, and never a name. */
export const trailState = {
  member: parseAsString,
  patient: parseAsString,
  action: parseAsString,
  group: parseAsString,
  role: parseAsString,
  outcome: parseAsStringLiteral(outcomes),
  purpose: parseAsStringLiteral(purposes),
  address: parseAsString,
  glass: parseAsBoolean,
  grant: parseAsString,
  from: parseAsString,
  to: parseAsString,
  rows: parseAsBoolean,
};

/** Reads the filters of the trail from the address on the server. */
export const loadTrailState = createLoader(trailState);
