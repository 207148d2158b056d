import { tellTabs } from "./tab-channel.tsx";
import { saveTyped } from "./unsaved.ts";

let isLocking = false;

/** Whether this very tab is locking the screen, and so leaves by itself. */
export const isLockingHere = () => isLocking;

/**
 * Locks the screen. What was typed is on its way before anything else; every tab goes blank at once;
 * then a plain form leaves this page, so that nothing of it stays in memory.
 */
export function lockScreen(): void {
  if (isLocking) return;
  isLocking = true;
  const saved = saveTyped();
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/api/session/lock";
  form.hidden = true;
  const next = document.createElement("input");
  next.name = "next";
  next.value = window.location.pathname + window.location.search;
  form.append(next);
  document.body.append(form);
  tellTabs("locking");
  void saved.then(() => form.submit());
}
