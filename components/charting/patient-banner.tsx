import type { ReactNode } from "react";
import { Chip } from "#components/ui/chip";
import type { AllergyStanding, BannerView } from "#lib/charting/view";
import { cn } from "#lib/cn";
import { civilDate } from "#lib/dates";

/**
 * Whose chart this is: always in this order, always in sight, above every dialog. What is not known
 * is said in words. Restricted and deceased change its background and say so.
 */
export function PatientBanner({
  banner,
  children,
}: {
  readonly banner: BannerView;
  /** What belongs to the chart's standing: a way to administer it, the bar of an emergency access. */
  readonly children?: ReactNode;
}) {
  return (
    <section
      data-patient-banner=""
      aria-label="Patient"
      className={cn(
        "-mx-4 -mt-3.5 sticky top-(--topbar) z-[55] flex min-h-12 flex-wrap items-center gap-x-5 gap-y-1 border-line border-b px-4 py-1.5 print:static print:mx-0 print:mt-0 print:px-0",
        banner.isRestricted
          ? "bg-restricted-bg"
          : banner.isDeceased
            ? "bg-neutral-bg"
            : "bg-raised",
      )}
    >
      <p className="min-w-0 max-w-full break-words font-semibold text-xl sm:max-w-[32rem]">
        {banner.name}
      </p>
      <dl className="flex min-w-0 flex-wrap items-center gap-x-5 gap-y-0.5">
        <Fact label="Born">
          {banner.birthDate === undefined ? "Not recorded" : civilDate(banner.birthDate)}
          {banner.age === undefined ? null : ` (${banner.age})`}
        </Fact>
        {banner.isDeceased ? (
          <Fact label="Died">
            {banner.deceasedOn === undefined ? "Date not recorded" : civilDate(banner.deceasedOn)}
          </Fact>
        ) : null}
        <Fact label="Sex">
          {[banner.sex, banner.genderIdentity, banner.pronouns]
            .filter((part) => part !== undefined && part !== "")
            .join(", ")}
        </Fact>
        <Fact label="MRN">
          <span className="code-text">{banner.mrn}</span>
        </Fact>
      </dl>
      <div className="ml-auto flex min-w-0 flex-wrap items-center gap-1.5">
        {banner.isDeceased ? (
          <Chip tone="neutral" className="ring-1 ring-control ring-inset">
            Deceased
          </Chip>
        ) : null}
        {banner.isRestricted ? (
          <Chip tone="restricted" className="ring-1 ring-current ring-inset">
            Restricted chart
          </Chip>
        ) : null}
        {banner.isInactive ? <Chip tone="neutral">Inactive</Chip> : null}
        {banner.allergies === undefined ? null : <AllergyChip standing={banner.allergies} />}
      </div>
      {children}
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 items-baseline gap-1.5">
      <dt className="text-ink-2">{label}</dt>
      <dd className="tabular min-w-0 truncate font-semibold">{children}</dd>
    </div>
  );
}

const allergyWords = (standing: Extract<AllergyStanding, { kind: "recorded" }>) =>
  standing.top
    .map(({ substance, reaction }) =>
      reaction === undefined ? substance : `${substance} (${reaction})`,
    )
    .join(", ");

/** Red for any allergy, green only for the statement that none is known, amber while nothing is recorded. */
export function AllergyChip({ standing }: { readonly standing: AllergyStanding }) {
  if (standing.kind === "none-known") return <Chip tone="ok">No known allergies</Chip>;
  if (standing.kind === "not-recorded") return <Chip tone="warning">Allergies not recorded</Chip>;
  if (standing.kind === "past")
    return <Chip tone="warning">No active allergy, {standing.count} past</Chip>;

  const more = standing.count - standing.top.length;
  const words = `${allergyWords(standing)}${more > 0 ? `, ${more} more` : ""}`;
  return (
    <Chip tone="critical" title={`Allergies: ${words}`} className="max-w-96">
      <span className="truncate">
        {standing.count} {standing.count === 1 ? "allergy" : "allergies"}: {words}
      </span>
    </Chip>
  );
}
