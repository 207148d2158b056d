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

/** What a look at a record is for when a role takes it, as the privacy rule names the purposes of care (45 CFR 164.506). */
export const rolePurposes: Record<MemberRole, "treatment" | "payment" | "operations"> = {
  medical_assistant: "treatment",
  prescriber: "treatment",
  biller: "payment",
  tenant_admin: "operations",
};

/** All roles, in the order in which lists name them. */
export const allRoles = Object.keys(roleWords) as readonly MemberRole[];
