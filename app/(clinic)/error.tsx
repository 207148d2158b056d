"use client";

import { Failure } from "#components/shell/failure";
import { Said } from "#components/shell/said";

/** A page of the clinic failed; the navigation stays. */
export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry: () => void;
}) {
  return (
    <Said title="This page could not be shown">
      <Failure error={error} retry={retry} />
    </Said>
  );
}
