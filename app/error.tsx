"use client";

import { FullPage } from "#components/session/full-page";
import { Failure } from "#components/shell/failure";

/** A page outside every clinic failed. */
export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry: () => void;
}) {
  return (
    <FullPage title="This page could not be shown">
      <Failure error={error} retry={retry} />
    </FullPage>
  );
}
