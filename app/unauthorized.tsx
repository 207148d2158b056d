import { FullPage } from "#components/session/full-page";

/** Nobody is signed in. Pages redirect to signing in; this is for what cannot. */
export default function UnauthorizedPage() {
  return (
    <FullPage title="You are not signed in" link={{ href: "/sign-in", text: "Sign in" }}>
      Your session has ended, or you have not signed in yet.
    </FullPage>
  );
}
