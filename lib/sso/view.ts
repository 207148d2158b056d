/** A clinic's connection to its identity provider, as its admin sees it. The secret is not among it. */
export interface ConnectionView {
  readonly issuer: string;
  readonly clientId: string;
  readonly isEnabled: boolean;
  readonly trustsProviderFactor: boolean;
}

/** What can be wrong with a provider, each with a sentence of its own in the interface. */
export type ProviderProblem =
  | "malformed"
  | "insecure"
  | "private"
  | "unreachable"
  | "slow"
  | "certificate"
  | "redirect"
  | "too-large"
  | "status"
  | "not-json"
  | "other-issuer"
  | "endpoints"
  | "keys"
  | "no-code-flow"
  | "no-pkce"
  | "no-secret-basic"
  | "unsigned";

/** What asking a provider for its description showed. */
export interface ProviderCheckView {
  readonly issuer: string;
  readonly problems: readonly ProviderProblem[];
}

/** The one connection of the clinic, or none yet, with the addresses that its provider and its people need. */
export interface ConnectionPageView {
  readonly connection: ConnectionView | undefined;
  readonly redirectUri: string;
  readonly signInLink: string;
}

/** An identity at the clinic's provider that a member has linked. */
export interface IdentityView {
  readonly identityId: string;
  readonly issuer: string;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Why somebody who came back from a provider is not signed in or linked. Each has a sentence of its own; none of the provider's words are shown. */
export const ssoFaults = [
  "cancelled",
  "unavailable",
  "failed",
  "unlinked",
  "closed",
  "taken",
] as const;
export type SsoFault = (typeof ssoFaults)[number];

/** What the form that begins with single sign-on knows about the last try. */
export type SsoStartState =
  | { readonly status: "idle" }
  | { readonly status: "leaving"; readonly address: string }
  | { readonly status: "unknown"; readonly clinic: string }
  | { readonly status: "waiting"; readonly clinic: string; readonly seconds: number }
  | { readonly status: "unavailable"; readonly clinic: string; readonly requestId: string };

/** A member's own single sign-on: the clinic's provider, where it is switched on, and what is linked. */
export interface OwnSsoView {
  readonly issuer: string | undefined;
  readonly identities: readonly IdentityView[];
}
