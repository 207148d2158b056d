/** What a clinic's data key is for. */
export interface ClinicKeyContext {
  readonly tenantId: string;
  readonly purpose: "field" | "index";
  readonly version: number;
}

/** What a secret of one account is for: a person may belong to several clinics, so no clinic's key seals it. */
export interface AccountKeyContext {
  readonly accountId: string;
  readonly purpose: "totp";
  readonly version: number;
}

/** What a wrapped key is for. It is authenticated with the key, so a wrapped key opens for nothing else. */
export type KeyContext = ClinicKeyContext | AccountKeyContext;

/**
 * Whoever holds the root key: a key service, a security module, or a file while developing. It wraps
 * and unwraps the clinics' data keys and the secrets of accounts, and never sees a record. The context may appear in its own log,
 * so nothing in it is PHI.
 */
export interface KeyProvider {
  /** Recorded beside each key that it wraps. */
  readonly name: string;
  wrap(key: Uint8Array, context: KeyContext): Promise<Uint8Array>;
  /** Fails with `KeyProviderError`: "rejected" for another root key, an altered key or another context. */
  unwrap(wrapped: Uint8Array, context: KeyContext): Promise<Uint8Array>;
  /** An Ed25519 signature (RFC 8032, 64 bytes) under the installation's signing key, which never leaves the provider. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** What verifies `sign`: the raw public key, 32 bytes. It may be published. */
  verifyingKey(): Promise<Uint8Array>;
  /** Destroys what a clinic's keys need and the database has not, for good. Absent where they need nothing of the kind. */
  forgetClinic?(tenantId: string): Promise<void>;
}

/**
 * Why the root key could not be used. "unavailable" may pass by itself, "refused" is what the provider
 * or we do not allow, "rejected" is said of one wrapped key alone.
 */
export type KeyProviderProblem =
  | "unavailable"
  | "missing"
  | "unsafe"
  | "malformed"
  | "refused"
  | "rejected"
  | "exists";

/** The key provider could not be used, so nothing was sealed or opened. The message holds no key and no PHI. */
export class KeyProviderError extends Error {
  readonly problem: KeyProviderProblem;

  constructor(problem: KeyProviderProblem, message: string) {
    super(message);
    this.name = "KeyProviderError";
    this.problem = problem;
  }
}
