import type { Route } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

/** A page that only says one thing: what is not possible here, and where to go instead. */
export function FullPage({
  title,
  link = { href: "/", text: "Go to the home page" },
  children,
}: {
  readonly title: string;
  readonly link?: { readonly href: Route; readonly text: string };
  readonly children: ReactNode;
}) {
  return (
    <main className="grid min-h-[60dvh] place-items-center px-4 py-12">
      <div className="w-full max-w-112">
        <h1 className="mb-2 font-semibold text-lg">{title}</h1>
        <div className="text-ink-2">{children}</div>
        <p className="mt-4">
          <Link
            href={link.href}
            prefetch={false}
            className="text-accent underline underline-offset-2"
          >
            {link.text}
          </Link>
        </p>
      </div>
    </main>
  );
}
