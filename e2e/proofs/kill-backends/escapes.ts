import { setTimeout as wait } from "node:timers/promises";

/** Counts errors that no one caught while it watches; outside a proof each of them would end the server. */
export function watchEscapes() {
  let uncaught = 0;
  let unhandled = 0;
  const onUncaught = () => {
    uncaught += 1;
  };
  const onUnhandled = () => {
    unhandled += 1;
  };
  process.on("uncaughtException", onUncaught);
  process.on("unhandledRejection", onUnhandled);
  return {
    /** The counts, after giving delayed ones the time to show. */
    async count() {
      await wait(300);
      return { "uncaught exceptions": uncaught, "unhandled rejections": unhandled };
    },
    stop() {
      process.off("uncaughtException", onUncaught);
      process.off("unhandledRejection", onUnhandled);
    },
  };
}
