"use client";

import { useState } from "react";

/**
 * What is being changed of something that the page shows. Once the page shows something else, because
 * this or somebody else's change is in, the draft begins anew from there: it never undoes what it has not seen.
 */
export function useDraft<Value>(shown: Value, seen: string) {
  const [draft, setDraft] = useState(shown);
  const [begun, setBegun] = useState(seen);
  if (begun !== seen) {
    setBegun(seen);
    setDraft(shown);
  }
  return [draft, setDraft] as const;
}
