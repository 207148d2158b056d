import { type Found, found, grouped, type Look } from "./look.ts";

/** A member and a patient, as one word. */
export const pairOf = ({ memberId, patientId }: Pick<Look, "memberId" | "patientId">): string =>
  `${memberId} ${patientId}`;

/** What each member opened of patients with whom they have no relationship: one finding a member, which names them all. */
export function strangers(looks: readonly Look[], related: ReadonlySet<string>): Found[] {
  const unrelated = looks.filter((look) => !related.has(pairOf(look)));
  return [...grouped(unrelated, ({ memberId }) => memberId).values()].map((own) =>
    found("no_relationship", own),
  );
}
