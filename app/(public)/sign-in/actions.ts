"use server";

import { redirect } from "next/navigation";
import { noteRefusal } from "#lib/answer-status";
import { requestId } from "#lib/auth/request";
import { hasOwnOrigin } from "#lib/auth/request-origin";
import { signInWithForm } from "#lib/auth/sign-in-form";
import type { SignInState } from "#lib/auth/view";
import { currentVisitor, keepSession } from "#lib/auth/visitor";
import { standingAfter, wayOf } from "#lib/auth/way";

/** Signs a person in and takes them where they wanted to go, or to the choice of clinic first. */
export async function signInAction(_previous: SignInState, form: FormData): Promise<SignInState> {
  const result =
    form instanceof FormData && (await hasOwnOrigin())
      ? await signInWithForm(form, await currentVisitor(), await requestId())
      : ({ status: "refused", email: "" } as const);
  if (result.status !== "opened") {
    noteRefusal(`sign-in.${result.status}`);
    return result;
  }

  const { session, device } = result.opened;
  await keepSession(session, device);
  redirect(wayOf({ kind: standingAfter[session.stage] }, result.next));
}
