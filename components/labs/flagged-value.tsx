import { cn } from "#lib/cn";
import { type Flag, flagWords, isCritical } from "#lib/labs/rules";
import type { ResultView } from "#lib/labs/view";

const arrows: Record<Flag, string> = { H: "↑", L: "↓", HH: "↑↑", LL: "↓↓", A: "" };

/** The flag of a result, so that neither colour alone nor sight is needed to read it. */
export function FlagMark({ flag }: { readonly flag: Flag }) {
  return (
    <>
      <b aria-hidden className="text-2xs">
        {arrows[flag]}
        {flag}
      </b>
      <span className="sr-only">, {flagWords[flag]}</span>
    </>
  );
}

/** The colours of a flagged value; critical ones also tint what they stand on. */
export function flagClass(flag: Flag | undefined): string {
  if (flag === undefined) return "";
  return cn(
    "font-semibold",
    flag === "L" ? "text-info" : "text-critical",
    isCritical(flag) && "bg-critical-bg",
  );
}

/** The flag of a result, if it has one. */
export const flagOf = ({ standing }: ResultView): Flag | undefined =>
  standing.kind === "flagged" ? standing.flag : undefined;

/** A value as it arrived, its flag, and whether it may still change. */
export function FlaggedValue({ result }: { readonly result: ResultView }) {
  const flag = flagOf(result);
  return (
    <span className={cn("tabular", flagClass(flag))}>
      {result.shown} {flag === undefined ? null : <FlagMark flag={flag} />}
      {result.status === undefined ? null : (
        <span className="ml-1 font-normal text-2xs text-warning">{result.status}</span>
      )}
    </span>
  );
}
