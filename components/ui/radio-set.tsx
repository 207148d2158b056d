import { type ReactNode, useId } from "react";

/** Choices of which one has to be taken, with what was wrong with the last try. Reads and posts as radio buttons of one name. */
export function RadioSet<Value extends string>({
  legend,
  name,
  values,
  labelOf,
  issues,
}: {
  readonly legend: string;
  readonly name: string;
  readonly values: readonly Value[];
  readonly labelOf: (value: Value) => ReactNode;
  readonly issues: readonly string[] | undefined;
}) {
  const problem = useId();
  return (
    <fieldset aria-describedby={issues ? problem : undefined}>
      <legend className="font-medium">
        {legend} <span className="ml-1 font-normal text-ink-3">required</span>
      </legend>
      {values.map((value) => (
        <label key={value} className="flex min-h-7 items-center gap-2 pointer-coarse:min-h-10">
          <input type="radio" name={name} value={value} className="size-4 shrink-0 accent-accent" />
          {labelOf(value)}
        </label>
      ))}
      {issues === undefined ? null : (
        <p id={problem} className="font-medium text-critical text-xs">
          {issues.join(" ")}
        </p>
      )}
    </fieldset>
  );
}
