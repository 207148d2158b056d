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
