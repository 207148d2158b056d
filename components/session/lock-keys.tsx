"use client";

import { useEffect } from "react";
import { lockScreen } from "./lock-screen.tsx";

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

/** Shift and L lock the screen wherever the focus is, except where somebody types. */
export function LockKeys() {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || !event.shiftKey) return;
      if (event.key.toLowerCase() === "l" && !isTyping(event.target)) lockScreen();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
  return null;
}
