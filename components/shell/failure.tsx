"use client";

import { Button } from "#components/ui/button";

/** What is said where a page failed that no rule expected: a reference, nothing of the error itself, and a way to try again. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;

  return (
    <>
      <p>
        Nothing was changed. Try again; if it happens again, quote the reference to your
        administrator.
      </p>
      {digest === undefined ? null : <p className="tabular mt-2">Reference {digest}</p>}
      <Button className="mt-4" look="primary" onClick={retry}>
        Try again
      </Button>
    </>
  );
}
