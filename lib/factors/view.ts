/** A QR code to draw: one path on a square of `size` units. */
export interface QrView {
  readonly size: number;
  readonly path: string;
}

/** A seed that an authenticator app is to take, shown once: to scan, or to type. */
export interface NewTotpView {
  readonly qr: QrView;
  readonly typed: string;
}

/** Recovery codes just made, shown once; none when the person still has some. */
export interface NewCodesView {
  readonly codes: readonly string[];
}

/** By what a person can prove who they are. A password counts only for somebody who has no factor. */
export interface MeansView {
  readonly hasTotp: boolean;
  readonly hasPasskey: boolean;
  readonly hasRecoveryCodes: boolean;
  readonly hasPassword: boolean;
}

/** A proof that was accepted. After a recovery code, how many of them are left. */
export interface ProvedView {
  readonly codesLeft: number | null;
}

/** A passkey as its owner tells it from the others. */
export interface PasskeyView {
  readonly credentialId: string;
  readonly label: string;
  readonly isBackedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** All the factors of a person, for the page on which they change them. */
export interface FactorsView {
  readonly totpSince: Date | null;
  readonly passkeys: readonly PasskeyView[];
  readonly codesLeft: number;
  /** What the strictest of the person's clinics asks for: 1 a password, 2 any factor, 3 a passkey. */
  readonly required: 1 | 2 | 3;
}
