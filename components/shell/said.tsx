import type { Route } from "next";
import type { ReactNode } from "react";
import { LinkButton } from "#components/ui/link-button";

/** A page inside the shell that only says one thing: what is not possible here, and where to go instead. */
export function Said({
  title,
  link = { href: "/", text: "Go to the home page" },
  children,
}: {
  readonly title: string;
  readonly link?: { readonly href: Route; readonly text: string };
  readonly children: ReactNode;
}) {
  return (
    <div className="max-w-prose py-6">
      <h1 className="mb-1 font-semibold text-xl">{title}</h1>
      <div className="text-ink-2">{children}</div>
      <p className="mt-4">
        <LinkButton href={link.href} prefetch={false}>
          {link.text}
        </LinkButton>
      </p>
    </div>
  );
}
