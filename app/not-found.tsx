import { FullPage } from "#components/session/full-page";

/** A page that is not there, or a record that is not theirs: the same words for both. */
export default function NotFoundPage() {
  return (
    <FullPage title="Page not found">
      There is nothing at this address, or it does not belong to your clinic.
    </FullPage>
  );
}
