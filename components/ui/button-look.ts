import { cn } from "#lib/cn";

/** How a button looks; links that look like buttons share it. */
export interface ButtonLook {
  readonly look?: "primary" | "secondary" | "quiet" | "danger";
  readonly size?: "normal" | "form" | "icon";
}

const looks = {
  primary: "border-accent bg-accent text-on-accent hover:not-data-disabled:brightness-90",
  secondary: "border-line bg-raised text-ink hover:not-data-disabled:bg-hover",
  quiet: "border-transparent bg-transparent text-ink-2 hover:not-data-disabled:bg-hover",
  danger:
    "border-critical-solid bg-critical-solid text-white hover:not-data-disabled:brightness-90",
} as const;

const sizes = {
  normal: "h-7 px-2.5 pointer-coarse:h-10",
  form: "h-8 px-3 pointer-coarse:h-10",
  icon: "size-7 justify-center px-0 pointer-coarse:size-10",
} as const;

/** The classes of a button of this look. */
export function buttonClass({ look = "secondary", size = "normal" }: ButtonLook, more?: string) {
  return cn(
    "inline-flex shrink-0 cursor-default items-center gap-1.5 rounded-control border font-medium text-sm whitespace-nowrap select-none",
    "transition-colors duration-[120ms] data-disabled:text-ink-3 data-pressed:border-accent data-pressed:bg-selected data-pressed:text-accent",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    looks[look],
    sizes[size],
    look === "primary" && "data-disabled:border-line data-disabled:bg-hover",
    more,
  );
}
