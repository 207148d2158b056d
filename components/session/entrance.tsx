import type { ReactNode } from "react";

/** The frame of every page before a clinic is open: one narrow column, the product's name, one task. */
export function Entrance({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh place-items-center bg-sunken px-4 py-12">
      <div className="w-full max-w-96">
        <p className="mb-6 font-semibold text-base text-ink-2">Chartkeep</p>
        <div className="rounded-dialog border border-line bg-raised p-6">
          <h1 className="mb-4 font-semibold text-lg">{title}</h1>
          {children}
        </div>
      </div>
    </main>
  );
}
