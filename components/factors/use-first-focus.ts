import { useEffect, useRef } from "react";

/** Takes the focus to the first field or button inside, when it appears and whenever `key` changes: a step has begun. */
export function useFirstFocus<Element extends HTMLElement>(key: unknown) {
  const ref = useRef<Element>(null);
  useEffect(() => {
    if (key === undefined) return;
    ref.current?.querySelector<HTMLElement>("input, button")?.focus();
  }, [key]);
  return ref;
}
