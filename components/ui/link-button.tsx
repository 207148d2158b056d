import Link from "next/link";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button-look.ts";

/** A link that looks like a button: it goes somewhere, a button does something. */
export function LinkButton({
  look = "secondary",
  size = "normal",
  className,
  ...rest
}: Omit<ComponentProps<typeof Link>, "className"> & ButtonLook & { readonly className?: string }) {
  return <Link className={buttonClass({ look, size }, className)} {...rest} />;
}
