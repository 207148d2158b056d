import { cn } from "#lib/cn";
import { formatCents } from "#lib/money";

/** An amount in cents, always with two decimals, digits under each other, a credit with its sign. */
export function MoneyText({
  cents,
  className,
}: {
  readonly cents: number;
  readonly className?: string;
}) {
  return <span className={cn("tabular", className)}>{formatCents(cents)}</span>;
}
