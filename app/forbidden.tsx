import { FullPage } from "#components/session/full-page";

/** The clinic is right and the role is not. */
export default function ForbiddenPage() {
  return (
    <FullPage title="Your role does not include this">
      The attempt was recorded. If you need it for your work, ask an administrator of your clinic.
    </FullPage>
  );
}
