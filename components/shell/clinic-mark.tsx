import { readableOn } from "./swatch.ts";

/** The clinic's colour with its first letter: what tells one clinic's window from another's at a glance. */
export function ClinicMark({ name, color }: { readonly name: string; readonly color: string }) {
  return (
    <span
      aria-hidden
      className="grid size-7 shrink-0 place-items-center rounded-control font-semibold print:hidden"
      style={{ backgroundColor: color, color: readableOn(color) }}
    >
      {name.slice(0, 1).toUpperCase()}
    </span>
  );
}
