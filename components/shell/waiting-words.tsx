import type { NavCount, NavCounts } from "./navigation.ts";

const entry = (count: number, overdue: number, words: string): NavCount => ({
  count,
  isOverdue: overdue > 0,
  words: overdue > 0 ? `${count} ${words}, ${overdue} overdue` : `${count} ${words}`,
});

/** What the navigation says of emergency accesses and of activity reviews that wait. Where nothing waits, nothing is said. */
export function waitingWords(
  glass: { readonly waiting: number; readonly overdue: number },
  reviews: { readonly open: number; readonly overdue: number },
): NavCounts {
  const unsigned = reviews.open + reviews.overdue;
  return {
    ...(glass.waiting === 0
      ? {}
      : { "/admin/break-glass": entry(glass.waiting, glass.overdue, "to review") }),
    ...(unsigned === 0
      ? {}
      : { "/admin/reviews": entry(unsigned, reviews.overdue, "to sign off") }),
  };
}
