import { ssoFaults } from "#lib/sso/view";
import {
  at,
  firstOf,
  idleWarning,
  inviting,
  keys,
  memberMenu,
  narrowToPatient,
  openFilters,
  palette,
  paying,
  rulesPreview,
  searching,
  searchingWhile,
  signingIn,
  type Visit,
  verifyNow,
  withDrawer,
} from "./visits.ts";

/** A picture: its name and what is done before it is taken. */
export type Step = readonly [name: string, visit: Visit];

/** What is seen before anybody is signed in, and where links lead that do nothing any more. */
export const publicSteps: readonly Step[] = [
  ["sign-in", at("/sign-in")],
  ["sign-in-incomplete", signingIn("", "")],
  ["sign-in-failed", signingIn("nobody@example.org", "not the password")],
  ...["1", "idle", "elsewhere"].map(
    (how): Step => [`sign-in-ended-${how}`, at(`/sign-in?ended=${how}`)],
  ),
  ["sign-in-reset", at("/sign-in?reset=1")],
  ["sign-in-joined", at("/sign-in?joined=1")],
  ["sso", at("/sign-in/sso")],
  ...ssoFaults.map((fault): Step => [`sso-${fault}`, at(`/sign-in/sso?error=${fault}`)]),
  ["forgot", at("/forgot")],
  ["reset-dead", at("/reset")],
  ["invitation-dead", at("/invitation")],
  ["outbox", at("/outbox")],
  ["not-found", at("/nowhere")],
];

const clinicalSteps = (chart: string): readonly Step[] => [
  ["chart-labs", at(`${chart}/labs`)],
  ["chart-labs-abnormal", at(`${chart}/labs?abnormal=true`)],
  ["chart-lab-trend", firstOf(`${chart}/labs`)],
  ["chart-notes", at(`${chart}/notes`)],
  ["chart-note", firstOf(`${chart}/notes`)],
  ["chart-problems", at(`${chart}/problems`)],
  ["chart-medications", at(`${chart}/medications`)],
  ["chart-allergies", at(`${chart}/allergies`)],
  ["chart-vitals", at(`${chart}/vitals`)],
];

/** What a member of one role alone sees, screen by screen, with the charts that are worth seeing. */
export function stepsOf(role: string, charts: Readonly<Record<string, string>>): readonly Step[] {
  const chart = charts.ordinary ?? "/patients";
  const banners = Object.entries(charts).map(([kind, href]): Step => [`chart-${kind}`, at(href)]);
  if (role === "prescriber")
    return [
      ["home", at("/")],
      ["member-menu", memberMenu],
      ["patients", at("/patients")],
      ["patients-search", searching("mar")],
      ["patients-no-match", searching("zzzzqx")],
      ["patients-loading", searchingWhile("waiting")],
      ["patients-failed", searchingWhile(503)],
      ["palette", palette],
      ["keys", keys],
      ["idle-warning", idleWarning],
      ...banners,
      ...clinicalSteps(chart),
      ["forbidden", at(`${chart}/billing`)],
      ["not-found", at("/patients/00000000-0000-7000-8000-00000000dead")],
    ];
  if (role === "biller")
    return [
      ["home", at("/")],
      ["patients", at("/patients")],
      ["chart", at(chart)],
      ["chart-billing", at(`${chart}/billing`)],
      ["billing", at("/billing")],
      ["invoices", at("/billing/invoices")],
      ["invoice", firstOf("/billing/invoices")],
      ["invoices-paid", at("/billing/invoices?filter=paid&responsible=insurance")],
      ["invoice-invalid", paying("nothing", undefined, "Enter an amount such as 125.00.")],
      ["invoice-refused", paying("95000", "90000", "Nothing was posted.")],
      ["invoice-posted", paying("10.25", undefined, "$10.25 posted")],
      ["aging", at("/billing/aging")],
      ["aging-provider", at("/billing/aging?by=provider&asOf=2026-06-30")],
      ["aging-nothing", at("/billing/aging?asOf=1999-01-01")],
      ["forbidden", at(`${chart}/labs`)],
    ];
  if (role === "tenant_admin")
    return [
      ["home", at("/")],
      ["patients", at("/patients")],
      ["chart", at(chart)],
      ["chart-access", at(`${chart}/access`)],
      ["chart-access-event", withDrawer(`${chart}/access`)],
      ["audit", at("/admin/audit")],
      ["audit-verified", verifyNow],
      ["audit-verify", at("/admin/audit/verify")],
      ["audit-event", withDrawer("/admin/audit")],
      ["audit-filters", openFilters],
      ["audit-patient", narrowToPatient],
      ["audit-rows", at("/admin/audit?rows=true")],
      ["members", at("/admin/members")],
      ["members-no-match", at("/admin/members?role=tenant_admin&status=deactivated")],
      ["members-invite", inviting],
      ["member", firstOf("/admin/members")],
      ["sign-in-rules", at("/admin/security")],
      ["activity-reviews", at("/admin/reviews")],
      ["disclosures", at("/admin/disclosures")],
      ["sign-in-rules-preview", rulesPreview],
      ["sso", at("/admin/sso")],
      ["keys", at("/admin/keys")],
      ["roles", at("/admin/roles")],
      ["evidence", at("/admin/evidence")],
      ["restricted-charts", at("/admin/restrictions")],
      ["emergency-access", at("/admin/break-glass")],
      ["issued-documents", at("/admin/audit/documents")],
      ["chart-sensitivity", at(`${chart}/sensitivity`)],
      ["audit-empty", at("/admin/audit?from=2020-01-01&to=2020-01-02")],
    ];
  return [
    ["home", at("/")],
    ["patients", at("/patients")],
    ["chart", at(chart)],
    ["chart-medications", at(`${chart}/medications`)],
    ["chart-allergies", at(`${chart}/allergies`)],
    ["chart-vitals", at(`${chart}/vitals`)],
    ["forbidden", at(`${chart}/labs`)],
  ];
}
