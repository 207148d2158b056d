"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

/** A hint for sighted people on what they point at or focus. The control keeps its own accessible name. */
export function Tooltip({
  hint,
  side = "top",
  children,
}: {
  readonly hint: ReactNode;
  readonly side?: "top" | "right" | "bottom" | "left";
  readonly children: ReactElement;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className="z-40">
          <Base.Popup className="max-w-80 rounded-control border border-line bg-raised px-2 py-1 text-ink text-xs shadow-popover">
            {hint}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
