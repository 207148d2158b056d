/** The look of every box that text goes into. */
export const inputClass =
  "h-8 w-full min-w-0 rounded-control border border-control bg-raised px-2 text-sm text-ink pointer-coarse:h-10 pointer-coarse:text-base data-invalid:border-critical aria-invalid:border-critical data-disabled:bg-sunken data-disabled:text-ink-3";
