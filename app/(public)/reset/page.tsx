import type { Metadata } from "next";
import { DeadLink } from "#components/session/dead-link";
import { Entrance } from "#components/session/entrance";
import { ResetForm } from "#components/session/reset-form";
import { heldToken } from "#lib/links/cookie";
import { findReset } from "#lib/passwords/reset";
import { chooseByLinkAction } from "./actions.ts";

export const metadata: Metadata = { title: "New password" };

/** Where a new password is chosen, by whoever came in with a link that still works. */
export default async function ResetPage() {
  const found = await findReset(await heldToken("reset"));
  return (
    <Entrance title="Choose a new password">
      {found ? (
        <ResetForm action={chooseByLinkAction} email={found.email} />
      ) : (
        <DeadLink kind="reset" />
      )}
    </Entrance>
  );
}
