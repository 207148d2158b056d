import type { ProviderProblem } from "#lib/sso/view";

const words: Record<ProviderProblem, string> = {
  malformed: "The issuer is not an address that can be asked.",
  insecure: "The issuer does not begin with https.",
  private: "The address leads into a private network or to this server itself, and is not asked.",
  unreachable: "Nobody answers at this address. Check the spelling and that the provider runs.",
  slow: "The provider did not answer within four seconds.",
  certificate: "The provider's TLS certificate is not valid for this address.",
  redirect: "The address leads on to another one. Enter the issuer itself.",
  "too-large": "The answer is far larger than any provider's description.",
  status: "There is no description at this address: OpenID Connect discovery is off or elsewhere.",
  "not-json": "What lies at this address is not a provider's description.",
  "other-issuer":
    "The provider calls itself by another address. Copy its issuer exactly, also a slash at its end.",
  endpoints: "The description lacks an address that is needed, or names one that is not allowed.",
  keys: "The provider publishes no key with which its answers could be verified.",
  "no-code-flow": "The provider does not offer the authorization code flow.",
  "no-pkce": "The provider does not support PKCE with S256.",
  "no-secret-basic": "The provider does not take a client's secret as client_secret_basic.",
  unsigned: "The provider signs its answers in no way that is accepted here.",
};

/** What is wrong with a provider, in a sentence that an administrator can act on. */
export const problemWords = (problem: ProviderProblem): string => words[problem];
