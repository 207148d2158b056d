import { ChevronLeft, ChevronRight } from "lucide-react";
import type { Route } from "next";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { LinkButton } from "./link-button.tsx";

/**
 * Previous and next page of a list. Pass `hrefs` where the page is in the address, or `onPage` where
 * it is in memory. `note` says what is shown: "1-25 of 1,144".
 */
export function Pagination({
  note,
  previous,
  next,
  words = ["Previous", "Next"],
}: {
  readonly note: string;
  readonly words?: readonly [string, string];
  readonly previous: Route | (() => void) | undefined;
  readonly next: Route | (() => void) | undefined;
}) {
  return (
    <nav aria-label="Pages" className="flex w-full flex-wrap items-center gap-2 py-1">
      <span className="tabular shrink-0 text-ink-3" aria-live="polite">
        {note}
      </span>
      <span className="flex-1" />
      <Step target={previous}>
        <ChevronLeft aria-hidden /> {words[0]}
      </Step>
      <Step target={next}>
        {words[1]} <ChevronRight aria-hidden />
      </Step>
    </nav>
  );
}

function Step({
  target,
  children,
}: {
  readonly target: Route | (() => void) | undefined;
  readonly children: ReactNode;
}) {
  if (target === undefined || typeof target === "function")
    return (
      <Button
        disabled={target === undefined}
        focusableWhenDisabled
        // On the server there is no function to give: a page there names addresses.
        {...(target === undefined ? {} : { onClick: () => target() })}
      >
        {children}
      </Button>
    );
  return (
    <LinkButton href={target} scroll={false} prefetch={false}>
      {children}
    </LinkButton>
  );
}
