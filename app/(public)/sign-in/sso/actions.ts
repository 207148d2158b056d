"use server";

import { noteRefusal } from "#lib/answer-status";
import { requestId } from "#lib/auth/request";
import { hasOwnOrigin } from "#lib/auth/request-origin";
import { currentStanding } from "#lib/auth/session";
import { currentVisitor } from "#lib/auth/visitor";
import { startSso } from "#lib/sso/start";
import type { SsoStartState } from "#lib/sso/view";

/** Finds the way to a clinic's identity provider, for somebody who is not signed in. */
export async function startSsoAction(_: SsoStartState, form: FormData): Promise<SsoStartState> {
  if (!(form instanceof FormData) || !(await hasOwnOrigin()))
    return { status: "unknown", clinic: "" };
  const { kind } = await currentStanding();
  if (kind !== "none" && kind !== "ended") return { status: "unknown", clinic: "" };
  const state = await startSso(form, await currentVisitor(), await requestId());
  if (state.status !== "leaving") noteRefusal(`sso.${state.status}`);
  return state;
}
