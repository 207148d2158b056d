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
  | { readonly status: "no-clinic"; readonly email: string }
  | { readonly status: "waiting"; readonly email: string; readonly seconds: number }
  | { readonly status: "unavailable"; readonly email: string; readonly requestId: string };

/** What the browser may know of the session: whole seconds, as the server counts them, and the clinic it is open in. */
export interface ClockView {
  readonly tenantId: string | null;
  readonly idleSeconds: number;
  readonly overallSeconds: number;
}
