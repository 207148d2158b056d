let noteFailure: ((thrown: unknown) => void) | undefined;

/** Runs once when the server starts, before the first request: whatever is unsafe ends it here. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { assertFitToServe } = await import("#lib/boot");
  await assertFitToServe();
  const { watchIncoming } = await import("#lib/incoming");
  const { env } = await import("#lib/env");
  watchIncoming(env().TRUSTED_PROXY);
  const { startConfiguredMetrics } = await import("#lib/metrics/start");
  await startConfiguredMetrics(env());
  ({ noteFailure } = await import("#lib/answer-status"));
  // Last, so that whatever keeps the server from starting is told in full; a developer is told all of it.
  const { guardConsole } = await import("#lib/framework-log");
  if (process.env.NODE_ENV === "production") guardConsole(globalThis.console);
}

/** Hears of every page that failed, while its answer can still say whether trying again may help. */
export function onRequestError(thrown: unknown): void {
  noteFailure?.(thrown);
}
