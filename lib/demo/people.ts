import type { DemoClinic } from "./clinics.ts";
import { Chance } from "./random.ts";

/** Somebody who does not exist, as far as a front desk would know them. */
export interface Person {
  readonly number: number;
  readonly given: string;
  readonly middle?: string;
  readonly family: string;
  readonly prefix?: string;
  readonly preferred?: string;
  readonly sex: "male" | "female";
  readonly genderIdentity?: string;
  readonly pronouns?: string;
  readonly birthDate: string;
  readonly language?: string;
  readonly isDeceased?: boolean;
  readonly isRestricted?: boolean;
}

type Special = Omit<Person, "number">;

/** Those whom software gets wrong: in every clinic. */
const specials: readonly Special[] = [
  {
    given: "María-José",
    family: "Etxeberria-Østergaard",
    sex: "female",
    birthDate: "1974-03-08",
    language: "es",
  },
  {
    given: "Wilhelmina",
    middle: "Alexandrina Constantia",
    family: "van der Hoogenbosch-Featherstonehaugh-Cholmondeley",
    preferred: "Mina",
    sex: "female",
    birthDate: "1968-11-30",
  },
  { given: "Marcus", family: "Whitfield", sex: "male", birthDate: "1985-06-14" },
  { given: "Markus", family: "Whitfield", sex: "male", birthDate: "1985-06-14" },
  { given: "James", family: "Carter", sex: "male", birthDate: "1979-01-22" },
  { given: "James", family: "Carter", sex: "male", birthDate: "1961-09-03", preferred: "Jim" },
  { given: "Harold", family: "Nakamura", sex: "male", birthDate: "1949-02-17", isDeceased: true },
  {
    given: "Elena",
    family: "Castellano",
    sex: "female",
    birthDate: "1982-07-27",
    isRestricted: true,
  },
  { given: "Li", family: "Ng", sex: "female", birthDate: "1990-12-01", language: "zh" },
  { given: "Siobhán", family: "O’Callaghan", sex: "female", birthDate: "1977-05-19" },
  { given: "Łukasz", family: "Świątek", sex: "male", birthDate: "1988-10-10" },
  { given: "Zoë", family: "Ångström", sex: "female", birthDate: "1993-08-25" },
  {
    given: "Avery",
    family: "Holloway",
    sex: "male",
    birthDate: "1995-04-04",
    genderIdentity: "Female",
    pronouns: "she/her",
    preferred: "Ava",
  },
  {
    given: "Thị Minh",
    family: "Nguyễn",
    sex: "female",
    birthDate: "1971-02-29".replace("29", "28"),
    language: "vi",
  },
];

const men =
  "Aaron Adrian Andre Anthony Benjamin Brian Caleb Carlos Curtis Darius David Derek Dominic Edward Eric Ethan Felix Gabriel George Gregory Hector Isaac Ivan Jamal Jason Joel Jonathan Julian Keith Kenneth Kofi Leon Marco Mateo Michael Nathan Neil Oscar Patrick Paul Rafael Raymond Reza Robert Ryan Sanjay Scott Sean Stephen Terrence Tobias Victor Vincent Wesley Xavier".split(
    " ",
  );
const women =
  "Abigail Adriana Alicia Andrea Anita Bianca Bridget Camila Carmen Catherine Chloe Claire Danielle Deborah Denise Diana Eleanor Elise Esther Fatima Gabriela Hannah Imani Ingrid Irene Jacqueline Janet Jasmine Joanna Julia Karen Keiko Laura Leila Lillian Lucia Maribel Megan Monica Nadia Naomi Natalie Olivia Patricia Paula Rachel Renee Rosa Sabrina Samantha Sofia Tamara Teresa Valerie Yvonne".split(
    " ",
  );
const families =
  "Abbott Achebe Albrecht Alvarez Anderson Baptiste Barlow Becker Bennett Bergman Blackwell Bouchard Brennan Calloway Campos Chandra Cho Coleman Cortez Crawford Dalton Delgado Desai Dixon Donnelly Duarte Eastwood Ellison Esposito Farrell Ferreira Fitzgerald Fletcher Gallagher Garrison Gomez Grady Guerrero Gupta Haddad Hammond Harding Hayashi Hendricks Herrera Hoffman Ibrahim Iverson Jacobsen Jimenez Kaplan Kaufman Keller Kowalski Lambert Larsen Leblanc Lozano Mahoney Maldonado Mbeki McAllister Mercer Montoya Morrison Murphy Navarro Nielsen Novak Okafor Olsen Ortega Pacheco Parrish Patel Pearson Petrov Pham Quinn Ramirez Reeves Reilly Rhodes Rivera Rosenberg Salazar Santos Schneider Sinclair Sorensen Stein Sutton Tanaka Thornton Torres Underwood Valdez Vaughn Vega Wagner Walsh Weaver Weiss Whitaker Yamada Zamora Zielinski".split(
    " ",
  );

const nicknames: Record<string, string> = {
  Abigail: "Abby",
  Benjamin: "Ben",
  Deborah: "Debbie",
  Gregory: "Greg",
  Michael: "Mike",
  Patricia: "Pat",
  Stephen: "Steve",
  Victor: "Vic",
};

/** The share of men among the patients of each kind of clinic. */
const shareOfMen = { hormone: 0.62, metabolic: 0.42, peptide: 0.6 } as const;

/** The patients of a clinic: first those that software gets wrong, then everybody else. */
export function peopleOf(clinic: DemoClinic): Person[] {
  const chance = new Chance(`${clinic.slug} people`);
  const taken = new Set<string>();
  const others: Special[] = [];
  while (others.length < clinic.patients - specials.length) {
    const sex = chance.happens(shareOfMen[clinic.kind]) ? "male" : "female";
    const names = sex === "male" ? men : women;
    const given = names[chance.whole(0, names.length - 1)] ?? "Alex";
    const family = families[chance.whole(0, families.length - 1)] ?? "Moss";
    if (taken.has(`${given} ${family}`)) continue;
    taken.add(`${given} ${family}`);
    const year = 2026 - chance.whole(26, 71);
    const [month, day] = [chance.whole(1, 12), chance.whole(1, 28)].map((part) =>
      String(part).padStart(2, "0"),
    );
    others.push({
      given,
      family,
      sex,
      birthDate: `${year}-${month}-${day}`,
      ...(chance.happens(0.3) ? { middle: names[chance.whole(0, names.length - 1)] ?? "" } : {}),
      ...(nicknames[given] ? { preferred: nicknames[given] } : {}),
    });
  }
  return [...specials, ...others].map((person, number) => ({ ...person, number }));
}
