import type { Metadata, Route } from "next";
import { redirect } from "next/navigation";
import { Entrance } from "#components/session/entrance";
import { OtherTabs } from "#components/session/other-tabs";
import { SignInForm } from "#components/session/sign-in-form";
import { Notice } from "#components/ui/notice";
import { TextLink } from "#components/ui/text-link";
import { relativePath } from "#lib/auth/relative-path";
import { currentStanding } from "#lib/auth/session";
import { wayOf } from "#lib/auth/way";
import { signInAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign in" };

/** The way in. Whoever is signed in already goes on. */
export default async function SignInPage({ searchParams }: PageProps<"/sign-in">) {
  const { next, ended, reset, joined } = await searchParams;
  const after = relativePath(next);
  const standing = await currentStanding();
  if (standing.kind !== "none" && standing.kind !== "ended") redirect(wayOf(standing, next));

  return (
    <Entrance title="Sign in">
      {ended === "1" ? <Notice tone="ok" title="You are signed out." className="mb-4" /> : null}
      {ended === "idle" ? (
        <Notice
          tone="info"
          title="You were signed out after a time without activity."
          className="mb-4"
        />
      ) : null}
      {reset === "1" ? (
        <Notice tone="ok" title="Your password was changed." className="mb-4">
          Sign in with the new one.
        </Notice>
      ) : null}
      {joined === "1" ? (
        <Notice tone="ok" title="You have accepted the invitation." className="mb-4">
          Sign in to begin.
        </Notice>
      ) : null}
      {ended === "elsewhere" ? (
        <Notice tone="info" title="Your session was ended." className="mb-4">
          It was signed out from another place, or your access has changed.
        </Notice>
      ) : null}
      {ended === undefined ? null : <OtherTabs />}
      <SignInForm action={signInAction} next={relativePath(next)} />
      <p className="mt-4">
        <TextLink href="/forgot" prefetch={false}>
          Forgotten password
        </TextLink>
      </p>
      <p className="mt-4 border-line border-t pt-4 text-ink-2">
        <TextLink
          href={
            after === "/"
              ? "/sign-in/sso"
              : (`/sign-in/sso?next=${encodeURIComponent(after)}` as Route)
          }
          prefetch={false}
        >
          Use your clinic's single sign-on
        </TextLink>
      </p>
    </Entrance>
  );
}
