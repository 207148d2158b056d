import type { Metadata } from "next";
import { Entrance } from "#components/session/entrance";
import { ForgotForm } from "#components/session/forgot-form";
import { askForResetAction } from "./actions.ts";

export const metadata: Metadata = { title: "Forgotten password" };

/** The way back in for somebody who has forgotten their password. */
export default function ForgotPage() {
  return (
    <Entrance title="Forgotten password">
      <ForgotForm action={askForResetAction} />
    </Entrance>
  );
}
