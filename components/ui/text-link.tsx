import Link from "next/link";
import type { ComponentProps } from "react";
import { cn } from "#lib/cn";

/** A link inside text or a table cell. */
export function TextLink({ className, ...rest }: ComponentProps<typeof Link>) {
  return (
    <Link
      className={cn("rounded-chip text-accent underline-offset-2 hover:underline", className)}
      {...rest}
    />
  );
}
