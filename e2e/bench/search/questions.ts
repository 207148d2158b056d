/** What is searched for, sealed, and the plain SQL condition that finds the same patients. */
export interface Question {
  readonly name: string;
  readonly text: string;
  readonly plain: string;
}

/** Frequent, rare and absent names, and everything else that a person types into the search box. */
export const questions: readonly Question[] = [
  {
    name: "frequent prefix",
    text: "mar",
    plain: "(family like 'mar%' or given like 'mar%')",
  },
  {
    name: "rare prefix",
    text: "tanow",
    plain: "(family like 'tanow%' or given like 'tanow%')",
  },
  {
    name: "no such name",
    text: "zyxwvu",
    plain: "(family like 'zyxwvu%' or given like 'zyxwvu%')",
  },
  {
    name: "last, first",
    text: "krainson, maria",
    plain: "family like 'krainson%' and given like 'maria%'",
  },
  { name: "birth date", text: "1971-12-07", plain: "birth_date = '1971-12-07'" },
  { name: "phone", text: "(555) 100-0077", plain: "phone = '+15551000077'" },
];
