import { Button } from "#components/ui/button";
import { inputClass } from "#components/ui/input-look";
import { cn } from "#lib/cn";

/** Some days, both included, as a plain form whose answer is the page itself. */
export function PeriodForm({
  from,
  to,
  isRefused,
}: {
  readonly from: string;
  readonly to: string;
  readonly isRefused: boolean;
}) {
  const day = (name: string, label: string, value: string) => (
    <label className="flex items-center gap-1.5">
      <span className="text-ink-2">{label}</span>
      <input
        type="date"
        name={name}
        defaultValue={value}
        required
        className={cn(inputClass, "h-7 w-34")}
      />
    </label>
  );
  return (
    <form method="get" className="mb-2.5 flex flex-wrap items-center gap-2 print:hidden">
      {day("from", "From", from)}
      {day("to", "To", to)}
      <Button type="submit">Show</Button>
      {isRefused ? (
        <span role="alert" className="text-critical">
          Choose at most 92 days, the first before the last. The last 30 are shown.
        </span>
      ) : null}
    </form>
  );
}
