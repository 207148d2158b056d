"use client";

import { useEffect } from "react";

/** Goes on to a chart that is open, in place of its gate: by the browser, as the router remembers that this chart led here. */
export function OpenChart({ href }: { readonly href: string }) {
  useEffect(() => window.location.replace(href), [href]);
  return null;
}
