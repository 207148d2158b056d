import { nameParts } from "#lib/phi/normalize";
import { type Found, found, grouped, type Look, type Seen } from "./look.ts";

/** What follows a name and is none: degrees, licences and generations. */
const after = /^(?:jr|sr|ii|iii|iv|md|do|np|pa|pac|rn|lpn|ma|phd|pharmd|dnp|aprn|fnp|msn)$/;

/** The first name and the parts of the last name in a name as members carry it: "Amara Osei-Mensah, MD". */
export function memberName(displayName: string): {
  readonly given: string | undefined;
  readonly surnames: readonly string[];
} {
  const words = displayName.split(/[\s,]+/).filter((word) => {
    const folded = nameParts(word).join("");
    return folded !== "" && !after.test(folded);
  });
  const given = words.length > 1 ? nameParts(words[0] ?? "").join("") : undefined;
  return { given, surnames: nameParts(words.at(-1) ?? "") };
}

/**
 * Who opened the record of somebody with their own full name, or with their own surname. One patient and
 * one member are one finding, and of the two kinds the graver.
 */
export function sameNames(
  looks: readonly Look[],
  patients: ReadonlyMap<string, Seen>,
  members: ReadonlyMap<string, string>,
): Found[] {
  const names = new Map([...members].map(([id, name]) => [id, memberName(name)]));
  const pairs = grouped(looks, ({ memberId, patientId }) => `${memberId} ${patientId}`);
  return [...pairs.values()].flatMap((pair) => {
    const name = names.get(pair[0].memberId);
    const patient = patients.get(pair[0].patientId);
    if (!name || !patient) return [];
    const family = nameParts(patient.family);
    if (!name.surnames.some((part) => family.includes(part))) return [];
    const isOwn = name.given !== undefined && nameParts(patient.given).includes(name.given);
    return [found(isOwn ? "own_record" : "same_surname", pair)];
  });
}
