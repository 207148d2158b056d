"use client";

import { useEffect, useRef } from "react";
import { useFreshAction } from "#components/factors/step-up";
import { Button } from "#components/ui/button";
import { Card } from "#components/ui/card";
import { TextField } from "#components/ui/text-field";
import { useToast } from "#components/ui/toast";
import type { FormAction } from "#lib/form-state";
import type { ConnectionView } from "#lib/sso/view";
import { Declined } from "./declined.tsx";
import { Tick } from "./tick.tsx";

/** The clinic's identity provider. The secret can be replaced and never be read: the box is always empty. */
export function ConnectionForm({
  connection,
  action,
}: {
  readonly connection: ConnectionView | undefined;
  readonly action: FormAction<ConnectionView>;
}) {
  const [state, submit, isPending] = useFreshAction(action);
  const toast = useToast();
  const form = useRef<HTMLFormElement>(null);
  const announced = useRef<string>(undefined);
  const issues = state.status === "invalid" ? state.issues : {};

  useEffect(() => {
    if (state.status !== "done" || announced.current === state.requestId) return;
    announced.current = state.requestId;
    // The secret is stored now: nothing of it stays in the page.
    const secret = form.current?.elements.namedItem("clientSecret");
    if (secret instanceof HTMLInputElement) secret.value = "";
    toast({
      title: "Single sign-on saved",
      description: state.view.isEnabled
        ? "People of your clinic may sign in through it once they have linked it."
        : "It is switched off: nobody signs in through it.",
    });
  }, [state, toast]);

  return (
    <Card
      title="Identity provider"
      note={connection ? (connection.isEnabled ? "Switched on" : "Switched off") : "Not set up"}
      headingId="sso-provider"
    >
      <form ref={form} onSubmit={submit} className="flex flex-col gap-3" noValidate>
        <TextField
          label="Issuer"
          name="issuer"
          type="url"
          hint="The address by which your provider calls itself, with OpenID Connect discovery."
          defaultValue={connection?.issuer ?? ""}
          autoComplete="off"
          spellCheck={false}
          issues={issues.issuer}
          required
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Client ID"
            name="clientId"
            defaultValue={connection?.clientId ?? ""}
            autoComplete="off"
            spellCheck={false}
            issues={issues.clientId}
            required
          />
          <TextField
            label="Client secret"
            name="clientSecret"
            type="password"
            hint={
              connection
                ? "A secret is stored. Leave this empty to keep it; nobody can read it back."
                : "It is sealed with your clinic's key; nobody can read it back."
            }
            autoComplete="off"
            issues={issues.clientSecret}
            required={connection === undefined}
          />
        </div>
        <Tick
          name="isEnabled"
          label="Switched on"
          hint="People who have linked it may sign in through it. Their passwords go on working."
          defaultChecked={connection?.isEnabled ?? false}
        />
        <Tick
          name="trustsProviderFactor"
          label="The provider's second factor counts"
          hint="When the provider says that it asked for more than a password, no code is asked for here. It never counts as a passkey."
          defaultChecked={connection?.trustsProviderFactor ?? false}
        />
        <Declined state={state} />
        <div>
          <Button
            type="submit"
            look="primary"
            size="form"
            disabled={isPending}
            focusableWhenDisabled
          >
            {isPending ? "Saving" : "Save"}
          </Button>
        </div>
      </form>
    </Card>
  );
}
