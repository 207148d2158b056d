"use client";

import type { Route } from "next";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { cn } from "#lib/cn";

/** A tab that is a page of its own: each has an address, and Back goes back. */
export interface Tab {
  readonly label: string;
  readonly href: Route;
  /** Whether only this very address belongs to the tab, and not those below it. */
  readonly isExact?: boolean;
}

/** On a narrow window the tabs scroll: the one that is open is in sight. */
function bringIntoSight(link: HTMLAnchorElement | null): void {
  link?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The tabs of a record. Only those the role may open are given. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const path = usePathname();
  return (
    <nav
      aria-label={label}
      className="scroll-region flex gap-0.5 border-line border-b bg-canvas px-3 print:hidden"
    >
      {tabs.map((tab) => {
        const isHere =
          path === tab.href || (tab.isExact !== true && path.startsWith(`${tab.href}/`));
        return (
          <Link
            key={tab.href}
            href={tab.href}
            ref={isHere ? bringIntoSight : undefined}
            prefetch={false}
            aria-current={isHere ? "page" : undefined}
            className={cn(
              "-outline-offset-2 px-2 py-[9px] font-medium whitespace-nowrap",
              isHere
                ? "text-ink shadow-[inset_0_-2px_0_var(--color-accent)]"
                : "text-ink-2 hover:text-ink",
            )}
          >
            {tab.label}
          </Link>
        );
      })}
    </nav>
  );
}
