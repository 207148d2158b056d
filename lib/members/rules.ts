import type { MemberRole } from "#lib/access/permissions";
import type { Assurance } from "#lib/auth/session-rows";
import type { Factors } from "#lib/auth/view";

export type { Assurance } from "#lib/auth/session-rows";

/**
 * Whether ten digits are a National Provider Identifier: it begins with 1 or 2, and the last digit is
 * Luhn's over the others behind 80840, the number of health care in the United States.
 */
export function isNpi(typed: string): boolean {
  if (!/^[12]\d{9}$/.test(typed)) return false;
  const digits = Array.from(`80840${typed}`, Number).reverse();
  const sum = digits.reduce((total, digit, index) => {
    const value = index % 2 === 1 ? digit * 2 : digit;
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

/** What the clinic asks of each role. */
export type SignInRules = Readonly<Record<MemberRole, Assurance>>;

/** The most that somebody with these factors can show. */
export function reachOf({ hasCode, hasPasskey }: Factors): Assurance {
  if (hasPasskey) return 3;
  return hasCode ? 2 : 1;
}

/** What is asked of somebody who holds these roles: the strictest rule over any of them. */
export function requiredOf(rules: SignInRules, roles: readonly MemberRole[]): Assurance {
  return Math.max(1, ...roles.map((role) => rules[role])) as Assurance;
}

/** Whether somebody has to set up a factor before they can go on. */
export const mustEnrol = (
  rules: SignInRules,
  member: { readonly roles: readonly MemberRole[]; readonly factors: Factors },
): boolean => reachOf(member.factors) < requiredOf(rules, member.roles);

/** What a change of roles gives and takes. */
export function roleChange(
  before: readonly MemberRole[],
  after: readonly MemberRole[],
): { readonly added: MemberRole[]; readonly removed: MemberRole[] } {
  return {
    added: after.filter((role) => !before.includes(role)),
    removed: before.filter((role) => !after.includes(role)),
  };
}
