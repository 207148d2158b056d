/** A clinic that a person may open, as the choice shows it. */
export interface ClinicChoice {
  readonly tenantId: string;
  readonly name: string;
  readonly specialty: string;
  readonly color: string;
}

/** What the sign-in form knows about the last try. The address comes back, the password never. */
export type SignInState =
  | { readonly status: "idle" }
  | { readonly status: "invalid"; readonly email: string; readonly missing: readonly string[] }
  | { readonly status: "refused"; readonly email: string }
  | { readonly status: "no-clinic" | "suspended"; readonly email: string }
  | { readonly status: "waiting"; readonly email: string; readonly seconds: number }
  | { readonly status: "unavailable"; readonly email: string; readonly requestId: string };

/** One of a person's own sessions, as they may see it: where and by which browser, never by which token. */
export interface OwnSessionView {
  readonly id: string;
  readonly isThis: boolean;
  /** The clinic that it is open in, or null before one is chosen. */
  readonly clinic: string | null;
  readonly isLocked: boolean;
  readonly isPending: boolean;
  readonly browser: string;
  readonly address: string | null;
  readonly startedAt: string;
  readonly lastSeenAt: string;
}

/** What the browser may know of the session: whole seconds, as the server counts them, the clinic it is open in, and whether the screen is locked. */
export interface ClockView {
  readonly tenantId: string | null;
  readonly isLocked: boolean;
  readonly idleSeconds: number;
  readonly overallSeconds: number;
}

/** Which kinds of second factor somebody has, and nothing more of them. */
export interface Factors {
  readonly hasCode: boolean;
  readonly hasPasskey: boolean;
}
