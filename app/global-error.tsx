"use client";

import "./globals.css";

/** The last resort, when even the frame of the page failed. It brings its own document. */
export default function GlobalErrorPage({ error }: { readonly error: unknown }) {
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;

  return (
    <html lang="en">
      <body>
        <main className="grid min-h-dvh place-items-center p-4">
          <div className="max-w-96">
            <h1 className="mb-2 font-semibold text-lg">Chartkeep could not be shown</h1>
            <p>Nothing was changed. Load the page again in a moment.</p>
            {digest === undefined ? null : <p className="mt-2 tabular-nums">Reference {digest}</p>}
          </div>
        </main>
      </body>
    </html>
  );
}
