/** Routes of the session itself, which hold no record of anybody and have specs of their own. */
export const sessionRoutes: readonly string[] = [
  "/api/auth/[...auth]",
  "/api/factors/means",
  "/api/factors/passkeys/add",
  "/api/factors/passkeys/ask",
  "/api/factors/passkeys/new",
  "/api/factors/passkeys/rename",
  "/api/factors/prove",
  "/api/factors/recovery-codes",
  "/api/factors/remove",
  "/api/factors/totp/confirm",
  "/api/factors/totp/new",
  "/api/health",
  "/api/health/live",
  "/invitation/[token]",
  "/reset/[token]",
  "/api/session/clinic",
  "/api/session/clock",
  "/api/session/end",
  "/api/session/lock",
];

/** Pictures that anybody may see. */
export const publicFiles: readonly string[] = ["/icon.svg"];
