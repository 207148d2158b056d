"use client";

import { type KeyboardEvent, type RefObject, useState } from "react";

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/** Where the focus goes from `current` on `key` among `count` rows; undefined when the key is not for rows. */
export function nextRow(key: string, current: number, count: number): number | undefined {
  const step = steps[key];
  if (step === undefined || count === 0) return undefined;
  return Math.min(Math.max(current + step, 0), count - 1);
}

/**
 * Makes the rows that carry `data-row` inside an element one tab stop, among which arrows, J and K,
 * Home and End move.
 */
export function useRovingRows(within: RefObject<HTMLElement | null>, count: number) {
  const [chosen, setChosen] = useState(0);
  const active = Math.min(chosen, Math.max(count - 1, 0));

  return {
    tabIndex: (index: number) => (index === active ? 0 : -1),
    onFocus: (index: number) => setChosen(index),
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      if (event.metaKey || event.ctrlKey || event.altKey) return;
      if (!(event.target instanceof HTMLTableRowElement)) return;
      const next = nextRow(event.key, active, count);
      if (next === undefined) return;
      event.preventDefault();
      setChosen(next);
      within.current?.querySelectorAll<HTMLElement>("tr[data-row]")[next]?.focus();
    },
  };
}
