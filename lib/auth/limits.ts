/** How long a session lasts, in seconds. The database clock judges; the browser only shows. */
export const sessionLimits = {
  idle: 15 * 60,
  overall: 12 * 60 * 60,
  touchAfter: 30,
  warnBefore: 120,
  atOnce: 5,
  /** How old the last proof of who somebody is may be for what asks for a fresh one. */
  fresh: 5 * 60,
} as const;
