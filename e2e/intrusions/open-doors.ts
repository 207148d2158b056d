/** How far somebody's session reaches, as the server's own standings: `none` and `ended` reach nothing. */
export type Standing = "none" | "ended" | "pending" | "owing" | "choosing" | "locked" | "open";

/** What a door answers at each standing: how it ends, in the words of the matrix. */
export type Answers = Readonly<Record<Standing, string>>;

const same = (answer: string): Answers => ({
  none: answer,
  ended: answer,
  pending: answer,
  owing: answer,
  choosing: answer,
  locked: answer,
  open: answer,
});

/** Where the doors that belong to the members of a clinic send those who are none at this moment. */
export const wayIn: Answers = {
  none: "to /sign-in",
  ended: "to /sign-in",
  pending: "to /sign-in/factor",
  owing: "to /sign-in/factor",
  choosing: "to /choose-clinic",
  locked: "to /locked",
  open: "shown",
};

/** What each page that no role guards answers. */
export const openPages: Readonly<Record<string, Answers>> = {
  "/sign-in": { ...wayIn, none: "shown", ended: "shown", open: "to /" },
  "/sign-in/sso": { ...wayIn, none: "shown", ended: "shown", open: "to /" },
  "/sign-in/factor": { ...wayIn, pending: "shown", owing: "shown", open: "to /" },
  "/forgot": same("shown"),
  "/reset": same("shown"),
  "/invitation": same("shown"),
  "/outbox": same("shown"),
  "/choose-clinic": { ...wayIn, choosing: "shown", owing: "shown" },
  "/locked": { ...wayIn, locked: "shown", open: "to /" },
};

/** A JSON route of the session is asked with a field too many: it says so to whom it admits, and nothing to others. */
const admits = (...standings: readonly Standing[]): Answers => ({
  ...same("401"),
  ...Object.fromEntries(standings.map((standing) => [standing, "422"])),
});
const toProve = admits("pending", "owing", "open", "locked");
const toChange = admits("owing", "open");

/** What each route of the session itself answers, by its method; JSON is a POST of it. */
export const openRoutes: Readonly<Record<string, Answers>> = {
  "GET /api/auth/csrf": same("200"),
  "GET /api/health": same("200"),
  "GET /api/health/live": same("200"),
  "POST /api/auth/callback/credentials": same("415"),
  "GET /api/auth/session": same("404"),
  "JSON /api/factors/means": toProve,
  "JSON /api/factors/passkeys/add": toChange,
  "JSON /api/factors/passkeys/ask": toProve,
  "JSON /api/factors/passkeys/new": toChange,
  "JSON /api/factors/passkeys/rename": toChange,
  "JSON /api/factors/prove": toProve,
  "JSON /api/factors/recovery-codes": toChange,
  "JSON /api/factors/remove": toChange,
  "JSON /api/factors/totp/confirm": toChange,
  "JSON /api/factors/totp/new": toChange,
  "GET /reset/anything": same("to /reset"),
  "GET /invitation/anything": same("to /invitation"),
  "POST /api/session/clock": { ...same("200"), none: "401" },
  "POST /api/session/clinic": { ...same("415"), none: "to /sign-in" },
  "POST /api/session/end": same("to /sign-in"),
  "POST /api/session/lock": same("to /locked"),
};

/** What each action that no role guards answers to the sample of e2e/intrusions/keyrings.ts. */
export const openActions: Readonly<Record<string, Answers>> = {
  signInAction: same("refused"),
  startSsoAction: same("unknown"),
  askForResetAction: same("invalid"),
  chooseByLinkAction: same("refused link.dead"),
  acceptByLinkAction: same("refused link.dead"),
};
