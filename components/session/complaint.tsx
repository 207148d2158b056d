"use client";

import { useEffect, useRef } from "react";
import { Notice } from "#components/ui/notice";
import type { FormRefusal, FormState } from "#lib/form-state";

const inWords = (seconds: number) =>
  seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;

const refusals: Partial<Record<FormRefusal, readonly [title: string, advice: string]>> = {
  "link.dead": [
    "This link does not work any more.",
    "It was used, it is too old, or a newer one was sent. Nothing was changed.",
  ],
  "password.wrong": ["That password does not match.", "Check it and try again."],
  "account.exists": [
    "This address has an account by now.",
    "Load this page again and accept with its password.",
  ],
  "member.already-here": [
    "You work in this clinic already.",
    "Sign in, or ask its administrator to withdraw the invitation.",
  ],
};

function words(state: FormState<unknown>): readonly [title: string, advice: string] | undefined {
  switch (state.status) {
    case "idle":
    case "done":
      return undefined;
    case "invalid": {
      const form = state.issues.form?.[0];
      return form === undefined ? ["Something has to be corrected.", ""] : [form, ""];
    }
    case "unauthenticated":
    case "reauth":
      return ["You are not signed in any more.", "Sign in and try again. Nothing was changed."];
    case "unavailable":
      return [
        "This is not possible right now.",
        `Nothing was changed. Try again in a moment. Reference ${state.requestId}`,
      ];
    case "refused":
      if (state.code === "rate-limited")
        return ["Too many tries.", `Wait ${inWords(state.seconds ?? 60)}, then try again.`];
      return refusals[state.code] ?? ["This was refused.", `Reference ${state.requestId}`];
  }
}

/** What became of a form that was not carried out, read out and in focus. */
export function Complaint({ state }: { readonly state: FormState<unknown> }) {
  const place = useRef<HTMLDivElement>(null);
  const said = words(state);
  useEffect(() => {
    if (state.status !== "idle" && state.status !== "done") place.current?.focus();
  }, [state]);

  return (
    <div ref={place} tabIndex={-1} className="outline-none empty:hidden">
      {said ? (
        <Notice live tone={state.status === "invalid" ? "critical" : "warning"} title={said[0]}>
          {said[1] === "" ? undefined : said[1]}
        </Notice>
      ) : null}
    </div>
  );
}

/** What is wrong with one field, if the last submission was refused for it. */
export const issuesOf = (state: FormState<unknown>, name: string): readonly string[] | undefined =>
  state.status === "invalid" ? state.issues[name] : undefined;
