import "server-only";
import type { Route } from "next";
import { z } from "zod";
import { RateLimited } from "#lib/errors";
import { log } from "#lib/log";
import { formValues, parseStrictly } from "#lib/strict-input";
import { translateFault } from "#lib/unavailable";
import { askEdge, type Outcome } from "./edge.ts";
import { relativePath } from "./relative-path.ts";
import type { SignInState } from "./view.ts";
import type { Visitor } from "./visitor.ts";

const SignIn = z.strictObject({
  email: z.string().trim().min(1).max(254),
  password: z.string().min(1).max(1024),
  next: z.string().optional(),
});

/** A sign-in that went through, with what the browser is to keep and where it goes on to. */
export interface SignedIn {
  readonly status: "opened";
  readonly opened: Extract<Outcome, { kind: "opened" }>;
  readonly next: Route;
}

function declined(outcome: Outcome, email: string, requestId: string): SignInState {
  if (outcome.kind === "no-clinic" || outcome.kind === "suspended")
    return { status: outcome.kind, email };
  if (outcome.kind !== "failed" && outcome.kind !== "forged") return { status: "refused", email };
  const error = translateFault(outcome.error);
  if (error instanceof RateLimited) return { status: "waiting", email, seconds: error.seconds };
  log.error({ requestId, err: outcome.error }, "sign-in failed");
  return { status: "unavailable", email, requestId };
}

/**
 * Signs in with a submitted form, through @auth/core's own callback and with its own CSRF token. What
 * is declined says no more than the person may know: a wrong address and a wrong password look the same.
 */
export async function signInWithForm(
  form: FormData,
  visitor: Visitor,
  requestId: string,
): Promise<SignInState | SignedIn> {
  const values = formValues(form) ?? {};
  const email = typeof values.email === "string" ? values.email.slice(0, 254) : "";
  const parsed = parseStrictly(SignIn, values);
  if (!parsed.success) {
    const missing = ["email", "password"].filter((name) => name in parsed.issues);
    return missing.length > 0
      ? { status: "invalid", email, missing }
      : { status: "refused", email };
  }

  const csrf = await askEdge("/csrf", { cookie: "" }, visitor);
  const { csrfToken } = (await csrf.response.json()) as { csrfToken: string };
  const cookie = csrf.response.headers.getSetCookie().map((line) => line.split(";")[0]);
  const sent = new URLSearchParams({
    csrfToken,
    email: parsed.data.email,
    password: parsed.data.password,
  });
  const { outcome } = await askEdge(
    "/callback/credentials",
    { cookie: cookie.join("; "), form: sent },
    visitor,
  );
  if (outcome.kind !== "opened") return declined(outcome, email, requestId);
  return { status: "opened", opened: outcome, next: relativePath(parsed.data.next) };
}
