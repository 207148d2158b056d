import type { MemberRole } from "./permissions.ts";

/** A role as people say it. */
export const roleWords: Record<MemberRole, string> = {
  medical_assistant: "Medical assistant",
  prescriber: "Clinician",
  biller: "Biller",
  tenant_admin: "Administrator",
};

/** What each role is for, in a line. */
export const roleDuties: Record<MemberRole, string> = {
  medical_assistant: "Schedule, vital signs, medications, allergies and coverage",
  prescriber: "Charts, results, notes and prescriptions; no money",
  biller: "Invoices, payments, coverage and aging; nothing clinical",
  tenant_admin: "Members, sign-in and the audit trail; reads every record",
};

/** All roles, in the order in which lists name them. */
export const allRoles = Object.keys(roleWords) as readonly MemberRole[];
