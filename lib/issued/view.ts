/** A file that the clinic issued. */
export interface IssuedView {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly rows: number;
  readonly issuedAt: string;
  readonly issuedBy: string;
  readonly patient: { readonly id: string; readonly name: string } | undefined;
  readonly digest: string;
}

/** A page of what was issued. `before` asks for the next one. */
export interface IssuedListView {
  readonly documents: readonly IssuedView[];
  readonly before: { readonly at: string; readonly id: string } | undefined;
}

/**
 * What the clinic can say of a file: `unaltered` its bytes are those that were issued; `altered` the code was
 * issued with other bytes; `issued` the code was, and no file was compared; `unknown` neither was issued here.
 */
export interface CheckedView {
  readonly verdict: "unaltered" | "altered" | "issued" | "unknown";
  readonly document: IssuedView | undefined;
  /** The file is one of ours, under another code than the one that was entered. */
  readonly isOtherCode: boolean;
}
