import { readableOn } from "./swatch.ts";

/**
 * The clinic's colour with its first letter: what tells one clinic's window from another's at a glance.
 * A clinic chooses its colour, so it is an attribute of a drawing: the page's policy forbids styles.
 */
export function ClinicMark({ name, color }: { readonly name: string; readonly color: string }) {
  return (
    <svg aria-hidden viewBox="0 0 28 28" className="size-7 shrink-0 print:hidden">
      <rect width="28" height="28" rx="6" fill={color} />
      <text
        x="14"
        y="14"
        textAnchor="middle"
        dominantBaseline="central"
        fontSize="13"
        fill={readableOn(color)}
        className="font-semibold"
      >
        {name.slice(0, 1).toUpperCase()}
      </text>
    </svg>
  );
}
