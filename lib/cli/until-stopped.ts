/**
 * Resolves when somebody wants the command to end: Ctrl-C, a signal, or the
 * death of the process that started it. Later signals change nothing, so that
 * what was started can be stopped in order.
 */
export function untilStopped(): Promise<void> {
  const parent = process.ppid;
  return new Promise((stop) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop());
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      stop();
    }, 500);
    watch.unref();
  });
}
