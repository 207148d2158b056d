/** The parts of a patient's name, opened. */
export interface PersonName {
  readonly family: string;
  readonly given: string;
  readonly preferredName?: string | undefined;
}

/** A name as lists and banners write it, so that family and given names cannot be swapped: "KUHLMAN, Dirk (Dee)". */
export function listedName({ family, given, preferredName }: PersonName): string {
  const first = given.split(" ")[0]?.toLocaleLowerCase("en");
  const isOther =
    preferredName !== undefined &&
    preferredName !== "" &&
    preferredName.toLocaleLowerCase("en") !== first &&
    preferredName.toLocaleLowerCase("en") !== given.toLocaleLowerCase("en");
  const base = [family.toLocaleUpperCase("en"), given].filter((part) => part !== "").join(", ");
  return isOther ? `${base} (${preferredName})` : base;
}

const sexWords: Readonly<Record<string, string>> = {
  male: "Male",
  female: "Female",
  other: "Other",
  unknown: "Unknown",
  m: "Male",
  f: "Female",
};

/** A recorded sex or gender in words; what is not recorded is said so, never shown as a mark. */
export const sexShown = (recorded: string | undefined): string =>
  recorded === undefined || recorded === ""
    ? "Not recorded"
    : (sexWords[recorded.toLowerCase()] ?? recorded);
