import { type Tab, Tabs } from "#components/ui/tabs";
import { can, type MemberRole, type Permission } from "#lib/access/permissions";
import { type ChartTab, chartHref } from "#lib/routes";

const tabs: readonly (readonly [string, ChartTab | undefined, Permission])[] = [
  ["Summary", undefined, "chart:read"],
  ["Notes", "notes", "note:read"],
  ["Labs", "labs", "lab:read"],
  ["Medications", "medications", "medication:read"],
  ["Problems", "problems", "problem:read"],
  ["Allergies", "allergies", "allergy:read"],
  ["Vitals", "vitals", "vital:read"],
  ["Billing", "billing", "invoice:read"],
  ["Sensitivity", "sensitivity", "record:tag"],
  ["Access", "access", "history:read"],
];

/** The tabs of a chart that one of these roles may open. */
export function chartTabsFor(patientId: string, roles: readonly MemberRole[]): readonly Tab[] {
  return tabs
    .filter(([, , permission]) => roles.some((role) => can(role, permission)))
    .map(([label, tab]) => ({
      label,
      href: chartHref(patientId, tab),
      ...(tab === undefined ? { isExact: true } : {}),
    }));
}

/** The tabs of a chart. One that the member may not open is absent. */
export function ChartTabs({
  patientId,
  roles,
}: {
  readonly patientId: string;
  readonly roles: readonly MemberRole[];
}) {
  return <Tabs label="Chart" tabs={chartTabsFor(patientId, roles)} />;
}
