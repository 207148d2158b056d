"use client";

import { useActionState } from "react";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { Notice } from "#components/ui/notice";
import type { FormAction } from "#lib/form-state";
import type { ProviderCheckView } from "#lib/sso/view";
import { Declined } from "./declined.tsx";
import { problemWords } from "./problem-words.ts";

/** Asks the stored provider for its description at the press of a button, and says what is wrong with it. */
export function ProviderTest({
  issuer,
  action,
}: {
  readonly issuer: string;
  readonly action: FormAction<ProviderCheckView>;
}) {
  const [state, submit, isPending] = useActionState(action, { status: "idle" });

  return (
    <Card title="Test" headingId="sso-test">
      <p className="mb-2 text-ink-2">
        Asks <span className="break-all font-mono text-xs">{issuer}</span> for its description and
        its keys. It cannot try the client secret: signing in does.
      </p>
      <form action={submit} className="flex flex-col gap-2">
        <div>
          <Button type="submit" size="form" disabled={isPending} focusableWhenDisabled>
            {isPending ? "Asking the provider" : "Test connection"}
          </Button>
        </div>
        <Declined state={state} />
        {state.status === "done" ? <Outcome check={state.view} /> : null}
      </form>
    </Card>
  );
}

function Outcome({ check }: { readonly check: ProviderCheckView }) {
  if (check.problems.length === 0)
    return <Notice live tone="ok" title="The provider answers, and everything needed is there." />;
  return (
    <Notice live tone="critical" title="People could not sign in through this provider.">
      <ul className="list-disc pl-4">
        {check.problems.map((problem) => (
          <li key={problem}>{problemWords(problem)}</li>
        ))}
      </ul>
    </Notice>
  );
}
