import { Chip } from "#components/ui/chip";

/** The states of a patient that nobody may overlook, in words. Without one, nothing is shown. */
export function PatientChips({
  isRestricted,
  isDeceased,
  status,
}: {
  readonly isRestricted: boolean;
  readonly isDeceased: boolean;
  readonly status: "active" | "inactive" | "entered_in_error";
}) {
  return (
    <span className="inline-flex shrink-0 gap-1">
      {isRestricted ? <Chip tone="restricted">Restricted</Chip> : null}
      {isDeceased ? <Chip tone="neutral">Deceased</Chip> : null}
      {status === "inactive" ? <Chip tone="neutral">Inactive</Chip> : null}
      {status === "entered_in_error" ? <Chip tone="neutral">Entered in error</Chip> : null}
    </span>
  );
}
