"use client";

import { Field as Base } from "@base-ui/react/field";
import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button";
import { Field } from "#components/ui/field";
import { inputClass } from "#components/ui/input-look";

/** A password, hidden until its owner wants to see it. Paste and password managers work; what was typed stays after a refusal. */
export function PasswordField({
  label,
  name,
  autoComplete,
  hint,
  issues,
  onType,
}: {
  readonly label: string;
  readonly name: string;
  readonly autoComplete: "current-password" | "new-password";
  readonly hint?: ReactNode;
  readonly issues?: readonly string[] | undefined;
  readonly onType?: (typed: string) => void;
}) {
  const [typed, setTyped] = useState("");
  const [isShown, setShown] = useState(false);
  // Without scripts there is nothing that could show it, so there is no button either.
  const canShow = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  const Icon = isShown ? EyeOff : Eye;

  return (
    <Field label={label} name={name} hint={hint} issues={issues}>
      <div className="flex gap-2">
        <Base.Control
          name={name}
          type={isShown ? "text" : "password"}
          autoComplete={autoComplete}
          autoCapitalize="none"
          spellCheck={false}
          // Not its value: what was typed before the scripts ran has to stay.
          defaultValue={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            onType?.(event.target.value);
          }}
          className={inputClass}
        />
        {canShow ? (
          <Button
            size="form"
            aria-label={`${isShown ? "Hide" : "Show"} ${label.toLowerCase()}`}
            onClick={() => setShown(!isShown)}
          >
            <Icon aria-hidden />
            {isShown ? "Hide" : "Show"}
          </Button>
        ) : null}
      </div>
    </Field>
  );
}
