import type { ClockView } from "#lib/auth/view";

/**
 * What the tabs of one browser tell each other about the session that they share: its clock, that it
 * has ended, that the screen is being locked, or that it is time to ask.
 */
export type TabMessage = ClockView | "ended" | "locking" | "look";

/** The tabs' own channel. Whoever opens it closes it. */
export const openTabChannel = () => new BroadcastChannel("chartkeep-session");

/** Tells every tab, this one too. */
export function tellTabs(message: TabMessage): void {
  const tabs = openTabChannel();
  tabs.postMessage(message);
  tabs.close();
}
