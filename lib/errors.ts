import type { PatientId } from "#lib/ids";

/** Reasons a request is declined that a person can do something about. Forms turn each into a sentence. */
export type RefusalCode =
  | "payment.exceeds-balance"
  | "payment.already-posted"
  | "payment.in-the-future"
  | "adjustment.exceeds-balance"
  | "invoice.closed"
  | "search.too-broad"
  | "export.too-long"
  | "views.too-many"
  | "member.already-here"
  | "factors.own"
  | "factors.other-clinics"
  | "sso.issuer-refused"
  | "sso.secret-missing"
  | "member.own-role"
  | "member.last-administrator"
  | "member.not-so"
  | "link.dead"
  | "disclosure.withdrawn"
  | "hold.over"
  | "review.signed"
  | "review.unsigned"
  | "review.undecided"
  | "review.own"
  | "review.asked-already"
  | "password.wrong"
  | "account.exists"
  | "keys.rotating"
  | "keys.other-slug"
  | "glass.proof"
  | "glass.suspended"
  | "glass.not-closed"
  | "glass.ended"
  | "glass.own-review"
  | "record.read-only"
  | "restriction.already"
  | "restriction.not-yourself";

/** A rule said no. Forms show it; anything else that is thrown is a bug and shows a reference only. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(code);
    this.name = "Refusal";
    this.code = code;
  }
}

/** A field holds what the clinic's rules do not take, found only when the command looked. The value is never repeated. */
export class Invalid extends Error {
  readonly issues: Readonly<Record<string, readonly string[]>>;

  constructor(issues: Readonly<Record<string, readonly string[]>>) {
    super("invalid input");
    this.name = "Invalid";
    this.issues = issues;
  }
}

/** The record is absent, or belongs to another tenant. Callers cannot tell which. */
export class NotFound extends Error {
  readonly kind: string;
  readonly id: string | undefined;

  constructor(kind: string, id?: string) {
    super(`${kind} not found`);
    this.name = "NotFound";
    this.kind = kind;
    this.id = id;
  }
}

/** The actor is in the right clinic and holds no role with this permission. */
export class AccessDenied extends Error {
  readonly permission: string;

  constructor(permission: string) {
    super(`missing ${permission}`);
    this.name = "AccessDenied";
    this.permission = permission;
  }
}

/** The patient's chart is restricted, and nothing opens it to this member at this moment: they may break the glass. */
export class ChartClosed extends AccessDenied {
  readonly patientId: PatientId;

  constructor(patientId: PatientId) {
    super("chart:restricted");
    this.name = "ChartClosed";
    this.patientId = patientId;
  }
}

/** Someone else changed the record since it was read. Nothing was written. */
export class Conflict extends Error {
  constructor(kind: string) {
    super(`${kind} changed meanwhile`);
    this.name = "Conflict";
  }
}

/** Too many tries. `seconds` is how long to wait, the same for a known and an unknown account. */
export class RateLimited extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super("too many tries");
    this.name = "RateLimited";
    this.seconds = seconds;
  }
}

/** The database, the key provider or the audit trail cannot be used, so the request was not carried out. */
export class Unavailable extends Error {
  readonly seconds: number;

  constructor(what: string, options: { readonly cause?: unknown; readonly seconds?: number } = {}) {
    super(`${what} unavailable`, { cause: options.cause });
    this.name = "Unavailable";
    this.seconds = options.seconds ?? 2;
  }
}

/** No live session, or one that has not come far enough. */
export class Unauthenticated extends Error {
  constructor() {
    super("no session");
    this.name = "Unauthenticated";
  }
}
