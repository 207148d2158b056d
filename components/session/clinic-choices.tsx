import { ClinicMark } from "#components/shell/clinic-mark";
import { Chip } from "#components/ui/chip";
import type { ClinicChoice } from "#lib/auth/view";

/** One button for each clinic. They are plain forms: opening a clinic leaves every page of the last one behind. */
export function ClinicChoices({
  clinics,
  current,
  next,
}: {
  readonly clinics: readonly ClinicChoice[];
  /** The clinic that is open in this session already. */
  readonly current: string | undefined;
  readonly next: string;
}) {
  return (
    <ul className="flex flex-col gap-2">
      {clinics.map((clinic) => (
        <li key={clinic.tenantId}>
          <form method="post" action="/api/session/clinic">
            <input type="hidden" name="tenantId" value={clinic.tenantId} />
            <input type="hidden" name="next" value={next} />
            <button
              type="submit"
              className="flex w-full items-center gap-3 rounded-control border border-control px-3 py-2.5 text-left hover:bg-hover"
            >
              <ClinicMark name={clinic.name} color={clinic.color} />
              <span className="min-w-0 flex-1">
                <span className="block break-words font-medium">{clinic.name}</span>
                <span className="block truncate text-ink-3 text-xs first-letter:uppercase">
                  {clinic.specialty} clinic
                </span>
              </span>
              {clinic.tenantId === current ? <Chip tone="ok">Open now</Chip> : null}
            </button>
          </form>
        </li>
      ))}
    </ul>
  );
}
