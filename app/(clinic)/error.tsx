"use client";

import { Said } from "#components/shell/said";
import { Button } from "#components/ui/button";

/** Something failed that no rule expected. Shows a reference and nothing of the error itself. */
export default function ErrorPage({
  error,
  retry,
}: {
  readonly error: unknown;
  readonly retry: () => void;
}) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;

  return (
    <Said title="This page could not be shown">
      <p>
        Nothing was changed. Try again; if it happens again, quote the reference to your
        administrator.
      </p>
      {digest === undefined ? null : <p className="tabular mt-2">Reference {digest}</p>}
      <Button className="mt-4" look="primary" onClick={retry}>
        Try again
      </Button>
    </Said>
  );
}
