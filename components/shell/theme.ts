"use client";

import { useSyncExternalStore } from "react";

/** Light, dark, or as the device says. */
export type Theme = "light" | "dark" | "system";

const listeners = new Set<() => void>();

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const read = (): Theme => {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
};

/** Chooses the theme for this browser. */
export function chooseTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("theme", theme);
  } catch {
    // Without storage the choice lasts until the next load.
  }
  for (const listener of listeners) listener();
}

/** The theme chosen in this browser. */
export const useTheme = (): Theme => useSyncExternalStore(subscribe, read, () => "system");
