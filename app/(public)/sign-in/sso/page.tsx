import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "#components/session/entrance";
import { FaultNotice } from "#components/sso/fault-notice";
import { StartForm } from "#components/sso/start-form";
import { TextLink } from "#components/ui/text-link";
import { relativePath } from "#lib/auth/relative-path";
import { currentStanding } from "#lib/auth/session";
import { wayOf } from "#lib/auth/way";
import { ssoFaults } from "#lib/sso/view";
import { startSsoAction } from "./actions.ts";

export const metadata: Metadata = { title: "Single sign-on" };

/** The way in through a clinic's own identity provider. It begins signed out: whoever is signed in goes on. */
export default async function SignInSsoPage({ searchParams }: PageProps<"/sign-in/sso">) {
  const { clinic, next, error } = await searchParams;
  const standing = await currentStanding();
  if (standing.kind !== "none" && standing.kind !== "ended") redirect(wayOf(standing, next));
  const fault = ssoFaults.find((each) => each === error);
  const named = typeof clinic === "string" && /^[a-z0-9-]{2,63}$/.test(clinic) ? clinic : "";

  return (
    <Entrance title="Single sign-on">
      {fault ? <FaultNotice fault={fault} /> : null}
      <StartForm action={startSsoAction} clinic={named} next={relativePath(next)} />
      <p className="mt-4 border-line border-t pt-4 text-ink-2">
        <TextLink href="/sign-in" prefetch={false}>
          Sign in with your password
        </TextLink>
      </p>
    </Entrance>
  );
}
