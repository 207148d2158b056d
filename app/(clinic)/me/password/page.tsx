import type { Metadata } from "next";
import { ChangePasswordForm } from "#components/session/change-password-form";
import { Card } from "#components/ui/card";
import { PageHeading } from "#components/ui/page-heading";
import { currentActor } from "#lib/auth/session";
import { accountAddress } from "#lib/passwords/change";
import { changePasswordAction } from "./actions.ts";

export const metadata: Metadata = { title: "Your password" };

/** Where a member changes their own password. */
export default async function PasswordPage() {
  const { accountId } = await currentActor();
  return (
    <>
      <PageHeading title="Your password" />
      <Card className="max-w-112">
        <ChangePasswordForm action={changePasswordAction} email={await accountAddress(accountId)} />
      </Card>
    </>
  );
}
