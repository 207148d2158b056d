import { Button as Base } from "@base-ui/react/button";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonClass } from "./button-look.ts";

/** A button. `primary` is for the one thing a page is for; `danger` for what cannot be undone. */
export function Button({
  look = "secondary",
  size = "normal",
  className,
  type = "button",
  ...rest
}: Omit<ComponentProps<typeof Base>, "className"> & ButtonLook & { readonly className?: string }) {
  return <Base type={type} className={buttonClass({ look, size }, className)} {...rest} />;
}
