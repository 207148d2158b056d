"use client";

import { useState } from "react";
import { passwordCharacters, passwordLength } from "#lib/passwords/rules";
import { PasswordField } from "./password-field.tsx";

const { least, most } = passwordLength;

function hintFor(count: number): string {
  if (count === 0)
    return `${least} to ${most} characters of any kind. A few unrelated words are easy to remember.`;
  if (count < least) return `${count} of at least ${least} characters.`;
  if (count > most) return `${count} characters: ${most} are the most.`;
  return `${count} characters: long enough. Whether it is a common one is checked when you send it.`;
}

/** A password to be chosen, with how long it is so far. The server decides. */
export function NewPasswordField({ issues }: { readonly issues?: readonly string[] | undefined }) {
  const [count, setCount] = useState(0);
  return (
    <PasswordField
      label="New password"
      name="password"
      autoComplete="new-password"
      hint={hintFor(count)}
      issues={issues}
      onType={(typed) => setCount(passwordCharacters(typed))}
    />
  );
}
