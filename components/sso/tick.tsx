import { useId } from "react";

/** One thing that is on or off, with what it means beneath it. */
export function Tick({
  name,
  label,
  hint,
  defaultChecked,
}: {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly defaultChecked: boolean;
}) {
  const [id, described] = [useId(), useId()];
  return (
    <div className="flex gap-2">
      <input
        id={id}
        type="checkbox"
        name={name}
        defaultChecked={defaultChecked}
        aria-describedby={described}
        className="mt-0.5 size-4 shrink-0 accent-(--accent) pointer-coarse:size-5"
      />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={described} className="text-ink-3 text-xs">
          {hint}
        </p>
      </div>
    </div>
  );
}
